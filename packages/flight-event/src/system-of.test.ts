import { describe, expect, it } from '@jest/globals';
import { systemOf } from './system-of.ts';

describe('systemOf', () => {
  it('gives all flights of an airport to one system, and uses every system', () => {
    expect(systemOf('ATL', 5)).toBe(systemOf('ATL', 5));
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const used = new Set(letters.flatMap((a) => letters.map((b) => systemOf(`${a}${b}X`, 50))));
    expect(used.size).toBe(50);
  });

  it('refuses more systems than a metric label may have values', () => {
    expect(() => systemOf('ATL', 100)).toThrow(/1 to 99/);
  });
});
