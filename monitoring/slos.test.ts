import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prometheusRules, readPolicies, readYamlFiles } from '@flightdeck/slo';
import { expect, test } from '@jest/globals';
import { run } from '../packages/slo/src/cli.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

test('the committed policies and native SLOs are what the SLOs compile to (else: npm run monitoring:build)', async () => {
  let err = '';
  const code = await run(
    ['build', 'monitoring/slos', '--out', path('alert-policies'), '--native', path('slos/native'), '--check'],
    {
      out: () => {},
      err: (text) => {
        err += text;
      },
    },
  );
  expect(err).toBe('');
  expect(code).toBe(0);
});

test('the committed rule file is what the policies export to (else: npm run monitoring:prometheus)', async () => {
  const policies = readPolicies(await readYamlFiles(path('alert-policies'))).map(({ policy }) => policy);
  expect(await readFile(path('prometheus/rules.yaml'), 'utf8')).toBe(prometheusRules(policies));
});
