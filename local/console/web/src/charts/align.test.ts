import { expect, it } from '@jest/globals';
import { align, stack } from './align.ts';

it('leaves a gap where a series has no point', () => {
  const series = { labels: {}, times: [10, 30], values: [1, 3] };
  expect(align([series], 0, 30, 10)).toEqual({ times: [0, 10, 20, 30], rows: [[null, 1, null, 3]] });
});

it('stacks over gaps', () => {
  expect(
    stack([
      [1, null, null],
      [1, 2, null],
    ]),
  ).toEqual([
    [1, null, null],
    [2, 2, null],
  ]);
});
