import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PORTS } from '@flightdeck/service';
import { describe, expect, test } from '@jest/globals';
import { loadExperiments } from '../../chaos/src/document/load.ts';
import { knownMetrics } from '../../monitoring/lint/metrics.ts';
import { checkQuery } from '../../monitoring/lint/query.ts';
import { readRunbooks, SECTIONS } from './document.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const pages = await readRunbooks(root);
const policies = (await readdir(join(root, 'monitoring/alert-policies'))).map((file) =>
  file.replace(/\.yaml$/, ''),
);
const experiments = await loadExperiments(join(root, 'chaos/experiments'));
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const known = knownMetrics();
const ports: ReadonlySet<number> = new Set(Object.values(PORTS).map(({ port }) => port));

test('there is one page per alert policy, and one policy per page', () => {
  expect(pages.map(({ name }) => name)).toEqual(policies.sort());
});

describe.each(pages.map((page) => [page.name, page] as const))('%s', (name, page) => {
  const text = page.sections.map((section) => section.text).join('\n');

  test('is titled as its alert and has the sections in their order', () => {
    expect(page.title).toBe(name);
    expect(page.sections.map((section) => section.name)).toEqual([...SECTIONS]);
    expect(page.sections.filter((section) => section.text === '')).toEqual([]);
  });

  test('confirms with what is to be seen in the faulty state and when all is well', () => {
    const confirm = page.commands.filter(({ section }) => section === 'Confirm');
    expect(confirm.some(({ faulty }) => faulty !== undefined)).toBe(true);
    expect(confirm.some(({ healthy }) => healthy !== undefined)).toBe(true);
  });

  test('says of every laptop command what it shows', () => {
    expect(page.commands.filter(({ faulty, healthy }) => !faulty && !healthy)).toEqual([]);
  });

  test('diagnoses by commands, in the cloud as well', () => {
    expect(page.commands.some(({ section }) => section === 'Diagnosis')).toBe(true);
    expect(text).toMatch(/```sh cloud\n|--project PROJECT/);
  });

  test('says of every mitigation what to expect and how to undo it', () => {
    const steps = (page.sections.find((section) => section.name === 'Mitigation')?.text ?? '')
      .split(/^\d+\. /m)
      .slice(1);
    expect(steps.length).toBeGreaterThan(0);
    const bare = steps.filter((step) => !/Expected: /.test(step) || !/Undo: /.test(step));
    expect(bare.filter((step) => !/^(\*\*Warehouse down|Otherwise as on)/.test(step))).toEqual([]);
  });

  test('asks only for what exists', () => {
    for (const [, query = ''] of text.matchAll(/query -- (?:--project PROJECT )?'([^']+)'/g)) {
      expect({ query, problems: checkQuery(query, known).problems }).toEqual({ query, problems: [] });
    }
    for (const [, script = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      expect(scripts).toHaveProperty([script]);
    for (const [, port = ''] of text.matchAll(/localhost:(\d+)/g)) expect([...ports]).toContain(Number(port));
    for (const [, file = ''] of text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)) {
      expect({ file, there: existsSync(join(root, 'runbooks', file)) }).toEqual({ file, there: true });
    }
  });

  test('is rehearsed by an experiment that makes its alert fire, or may', () => {
    expect(page.experiments.length).toBeGreaterThan(0);
    for (const experiment of page.experiments)
      expect(experiments.map((one) => one.name)).toContain(experiment);
    const claim = experiments.find((one) => one.name === page.experiments[0])?.claim;
    expect([...Object.keys(claim?.fires ?? {}), ...(claim?.['may-fire'] ?? [])]).toContain(name);
  });
});
