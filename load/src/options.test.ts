import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { readOptions } from './options.ts';
import { PROFILES } from './profiles.ts';

const read = (...argv: string[]) => {
  const quiet = new Command().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  return readOptions(
    argv,
    PROFILES.map(({ name }) => name),
    quiet,
  );
};

describe('the options', () => {
  it('name a profile and have defaults', () => {
    expect(read('steady', '--seed', '7')).toMatchObject({
      do: 'run',
      profile: 'steady',
      seed: 7,
      url: undefined,
    });
  });

  it('compare two results, or list', () => {
    expect(read('compare', 'a.json', 'b.json')).toEqual({ do: 'compare', before: 'a.json', after: 'b.json' });
    expect(read('--list')).toEqual({ do: 'list' });
  });

  it.each([[[]], [['nothing']], [['steady', '--seed', 'x']], [['steady', '--minutes', '5']]])(
    'refuse %j',
    (argv) => {
      expect(() => read(...argv)).toThrow();
    },
  );
});
