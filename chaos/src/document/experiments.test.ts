import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { loadExperiments, parseExperiment } from './load.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const namesIn = async (folder: string, ending: string): Promise<string[]> =>
  (await readdir(join(root, folder)))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

const experiments = await loadExperiments(join(root, 'chaos/experiments'));
const policies = await namesIn('monitoring/alert-policies', '.yaml');
const runbooks = await namesIn('runbooks', '.md');

describe('experiments', () => {
  it.each(experiments.map(({ name, claim }) => [name, claim] as const))(
    '%s names what exists',
    (_, claim) => {
      const alerts = [...Object.keys(claim.fires), ...claim['may-fire']];
      expect(alerts.filter((alert) => !policies.includes(alert))).toEqual([]);
      expect(runbooks).toContain(claim.runbook);
      expect([null, ...policies.map((name) => name.replace(/^slo-(.*)-page$/, '$1'))]).toContain(claim.burns);
    },
  );

  it('have a rehearsal for every policy: promise 2 of the design', () => {
    const fired = new Set(experiments.flatMap(({ claim }) => Object.keys(claim.fires)));
    expect(policies.filter((name) => !fired.has(name))).toEqual([]);
  });

  it.each(policies.map((policy) => [policy]))(
    'are named by the runbook of %s where they fire it',
    async (policy) => {
      const runbook = await readFile(join(root, 'runbooks', `${policy}.md`), 'utf8');
      const firing = experiments.filter(({ claim }) => policy in claim.fires).map(({ name }) => name);
      const named = [...runbook.matchAll(/chaos\/experiments\/([\w-]+)\.yaml\)/g)].map(([, name]) => name);
      expect(named.filter((name) => firing.includes(String(name)))).not.toEqual([]);
    },
  );

  it('say what is wrong with a document, with its place', () => {
    expect(() => parseExperiment('version: 1.0.0\ntitle: x', 'x.yaml')).toThrow(
      /x\.yaml:[\s\S]*description[\s\S]*method[\s\S]*extensions/,
    );
    expect(() => parseExperiment('a: [', 'x.yaml')).toThrow(/x\.yaml: /);
  });
});
