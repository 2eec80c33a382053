import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { SLO_DASHBOARD, sloDashboardText } from './file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the committed dashboard is what the SLOs make it (else: npm run monitoring:build)', async () => {
  expect(await readFile(join(root, SLO_DASHBOARD), 'utf8')).toBe(await sloDashboardText(root));
});

test('its lines are the factors at which the policies page', async () => {
  const policy = await readFile(join(root, 'monitoring/alert-policies/slo-canary-page.yaml'), 'utf8');
  const factors = [...policy.matchAll(/displayName: burn ([\d.]+)x/g)].map(([, factor]) => Number(factor));
  const text = await sloDashboardText(root);
  for (const factor of factors) expect(text).toMatch(new RegExp(`at ${factor}"`));
  expect(factors).toHaveLength(2);
});
