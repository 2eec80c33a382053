import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { loadExperiments } from '../document/load.ts';
import { MUTANTS, mutate } from './mutants.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const known = (await loadExperiments(join(root, 'chaos/experiments'))).map(({ name }) => name);

describe('mutants', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '"%s" changes what is there, and is left to an experiment that is there',
    async (_, mutant) => {
      const text = await readFile(join(root, mutant.file), 'utf8');
      expect(mutate(mutant, text)).not.toBe(text);
      expect(known).toContain(mutant.experiment);
    },
  );

  it('objects where the source has changed', () => {
    const [mutant] = MUTANTS;
    if (mutant === undefined) throw new Error('no mutants');
    expect(() => mutate(mutant, 'something else')).toThrow(/expected 1 [\s\S]* found 0/);
  });
});
