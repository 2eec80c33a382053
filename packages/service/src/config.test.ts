import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readConfig, wholeNumber } from './config.ts';

const shape = { PROJECT: z.string(), PORT: wholeNumber(1, 65_535).default(8080), SECRET: z.string().min(8) };

describe('readConfig', () => {
  it('reads, applies defaults and freezes', () => {
    const config = readConfig(shape, { PROJECT: 'p', SECRET: 'long enough', PORT: '' });
    expect(config).toEqual({ PROJECT: 'p', PORT: 8080, SECRET: 'long enough' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every fault in one message and repeats no value', () => {
    expect(() => readConfig(shape, { PORT: 'ninety', SECRET: 'hunter2' })).toThrow(
      /PROJECT: is not set[\s\S]*PORT: expected a whole number from 1 to 65535[\s\S]*SECRET: /,
    );
    expect(() => readConfig(shape, { SECRET: 'hunter2' })).not.toThrow(/hunter2/);
  });
});
