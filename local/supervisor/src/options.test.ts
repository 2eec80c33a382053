import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { readOptions } from './options.ts';

const quiet = () => new Command().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
const read = (...argv: string[]) => readOptions(argv, '/repo', quiet());

describe('readOptions', () => {
  it('has the defaults of the design', () => {
    expect(read()).toMatchObject({
      rate: 50,
      file: 'flights-20k',
      systems: 5,
      replay: true,
      consumer: true,
      timeScale: 1,
      data: '/repo/data',
      keep: false,
      once: false,
    });
  });

  it('replays as fast as it goes with --once, unless a rate is given', () => {
    expect(read('--once')).toMatchObject({ rate: 'max', consumer: false, canary: false, console: false });
    expect(read('--once', '--rate', '200').rate).toBe(200);
  });

  it.each([
    [['--rate', 'fast'], /--rate.*greater than 0, or "max"/],
    [['--systems', '0'], /--systems.*whole number from 1 to \d+/],
    [['--time-scale', '1.5'], /--time-scale.*whole number/],
    [['--canary-every', '0'], /--canary-every.*seconds from 0.1/],
    [['--otlp', 'localhost:4318'], /--otlp.*an address such as http/],
    [['--unknown'], /unknown option/],
  ])('refuses %j and says what to write', (argv, reason) => {
    expect(() => read(...argv)).toThrow(reason);
  });
});
