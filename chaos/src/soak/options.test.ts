import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { readOptions } from './options.ts';

const read = (...argv: string[]) =>
  readOptions(argv, new Command().exitOverride().configureOutput({ writeErr: () => {} }));

describe('readOptions', () => {
  it('takes a seed, a range of seeds, or the first', () => {
    expect(read('--seed', '7').seeds).toEqual([7]);
    expect(read('--seeds', '3..6').seeds).toEqual([3, 4, 5, 6]);
    expect(read()).toMatchObject({ seeds: [1], minutes: 5, jobs: 1, minimise: true });
    expect(read('--no-minimise').minimise).toBe(false);
  });

  it.each([
    [['--seeds', '6..3'], /range such as 1\.\.20/],
    [['--seed', '-1'], /whole number from 0/],
    [['--minutes', '0'], /above 0/],
    [['--seed', '1', '--schedule', 'x.json'], /one of --seed, --seeds and --schedule/],
  ])('refuses %j', (argv, message) => {
    expect(() => read(...argv)).toThrow(message);
  });
});
