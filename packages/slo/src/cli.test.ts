import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { run } from './cli.ts';

const SHOP = fileURLToPath(new URL('../examples/web-shop', import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slo-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function slo(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe('slo build', () => {
  test('writes policies and native SLOs that --check then accepts', async () => {
    const args = ['build', SHOP, '--out', join(directory, 'policies'), '--native', join(directory, 'native')];
    expect(await slo(...args)).toMatchObject({ code: 0, err: '' });
    expect(await readdir(join(directory, 'policies'))).toEqual([
      'slo-checkout-absent.yaml',
      'slo-checkout-page.yaml',
      'slo-checkout-ticket.yaml',
      'slo-search-latency-absent.yaml',
      'slo-search-latency-page.yaml',
      'slo-search-latency-ticket.yaml',
    ]);
    expect(await readdir(join(directory, 'native'))).toEqual(['checkout.json', 'search-latency.json']);
    expect(await slo(...args, '--check')).toEqual({ code: 0, out: '', err: '' });
  });

  test('--check tells what differs, is missing and is left over, and changes nothing', async () => {
    await slo('build', SHOP, '--out', directory);
    const page = join(directory, 'slo-checkout-page.yaml');
    const text = await readFile(page, 'utf8');
    await writeFile(page, text.replace('13.44', '99'));
    await rm(join(directory, 'slo-checkout-ticket.yaml'));
    await writeFile(join(directory, 'slo-gone-page.yaml'), text);
    await writeFile(join(directory, 'by-hand.yaml'), 'displayName: by-hand\n');
    const { code, err } = await slo('build', SHOP, '--out', directory, '--check');
    expect(code).toBe(1);
    expect(err).toContain('slo-checkout-page.yaml: differs');
    expect(err).toContain('slo-checkout-ticket.yaml: missing');
    expect(err).toContain('slo-gone-page.yaml: left over');
    expect(err).not.toContain('by-hand');
    await slo('build', SHOP, '--out', directory);
    expect(await readdir(directory)).toContain('by-hand.yaml');
    expect(await readdir(directory)).not.toContain('slo-gone-page.yaml');
    expect((await slo('build', SHOP, '--out', directory, '--check')).code).toBe(0);
  });

  test('tells faults with file, line and fix, and writes nothing', async () => {
    await writeFile(
      join(directory, 'bad.yaml'),
      'apiVersion: openslo/v1\nkind: SLO\nmetadata: { name: a }\n',
    );
    const { code, err } = await slo('build', directory, '--out', join(directory, 'out'));
    expect(code).toBe(1);
    expect(err).toMatch(/bad\.yaml:1:1: spec: is missing\n {4}fix: add a spec\n1 fault/);
    expect(await readdir(directory)).toEqual(['bad.yaml']);
  });

  test('says which directory cannot be used', async () => {
    expect((await slo('build', join(directory, 'none'), '--out', directory)).err).toContain('cannot read');
    expect((await slo('build', directory, '--out', directory)).err).toContain('holds no .yaml file');
  });
});

test('wrong usage exits 2, --help exits 0', async () => {
  expect((await slo('build', SHOP)).code).toBe(2);
  expect((await slo('compile')).code).toBe(2);
  const help = await slo('--help');
  expect(help.code).toBe(0);
  expect(help.out).toContain('slo build monitoring/slos --out');
});

describe('slo prometheus', () => {
  test('writes one rule per condition, grouped by evaluation interval', async () => {
    const rules = join(directory, 'rules.yml');
    const policies = join(directory, 'policies');
    await slo('build', SHOP, '--out', policies);
    expect(await slo('prometheus', policies, '--out', rules)).toMatchObject({ code: 0, err: '' });
    const { groups } = parse(await readFile(rules, 'utf8'));
    expect(
      groups.map(({ interval, rules: of }: { interval: string; rules: unknown[] }) => [interval, of.length]),
    ).toEqual([
      ['30s', 8],
      ['300s', 2],
    ]);
    const page = parse(await readFile(join(policies, 'slo-checkout-page.yaml'), 'utf8'));
    expect(groups[0].rules).toContainEqual(
      expect.objectContaining({
        alert: 'slo-checkout-page',
        expr: page.conditions[0].conditionPrometheusQueryLanguage.query,
        labels: expect.objectContaining({ severity: 'critical', slo: 'checkout' }),
      }),
    );
    checkWithPromtool(rules);
  });
});

function checkWithPromtool(rules: string): void {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
  } catch {
    console.log('promtool is not on PATH (Debian package "prometheus"): the rule file was not checked by it');
    return;
  }
  expect(execFileSync('promtool', ['check', 'rules', rules], { encoding: 'utf8' })).toContain('SUCCESS');
}
