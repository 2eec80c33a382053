import { describe, expect, test } from '@jest/globals';
import { atMost, boundBy, oneOf, seriesOf } from './labels.ts';

test('a closed label takes its values and counts anything else as other', () => {
  const bound = boundBy(oneOf('hit', 'miss'));
  expect(['hit', 'miss', 'stale', '', undefined].map(bound)).toEqual([
    'hit',
    'miss',
    'other',
    'other',
    'other',
  ]);
  expect(seriesOf(oneOf('hit', 'miss'))).toBe(3);
});

describe('an open label', () => {
  test('takes what matches, up to its limit, and keeps what it took', () => {
    const bound = boundBy(atMost(2, /^[a-z]+-\d+$/));
    expect(['a-1', 'A-1', 'b-2', 'c-3', 'a-1', 'b-2', undefined].map(bound)).toEqual([
      'a-1',
      'other',
      'b-2',
      'other',
      'a-1',
      'b-2',
      'other',
    ]);
  });
});
