import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FAILED, PASSED, run, UNREADABLE } from './cli.ts';

const POLICY = `
displayName: queue-too-long
combiner: OR
conditions:
  - displayName: longer than 10
    conditionPrometheusQueryLanguage:
      query: queue_length > 10
      duration: 120s
`;

const TESTS = `
policy: queue-too-long
tests:
  - name: a long queue fires after 2 min
    proves: [fires, closes]
    input_series:
      - series: queue_length{queue="a"}
        phases: 1 for 5m, 20 for 5m, 1 for 5m
    expect:
      - labels: { queue: a }
        opens: 8m
        closes: [11m, 12m]
  - name: ten is not long
    proves: quiet-below
    input_series:
      - series: queue_length{queue="a"}
        values: 10x10
    expect: []
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alert-test-'));
  mkdirSync(join(folder, 'tests'));
  mkdirSync(join(folder, 'alert-policies'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function alertTest(policy: string, tests: string, ...options: string[]) {
  writeFileSync(join(folder, 'alert-policies/policy.yaml'), policy.trimStart());
  writeFileSync(join(folder, 'tests/tests.yaml'), tests.trimStart());
  const text = { out: '', err: '' };
  const code = run([join(folder, 'tests'), ...options], {
    out: (part) => {
      text.out += part;
    },
    err: (part) => {
      text.err += part;
    },
  });
  return { code, ...text };
}

describe('alert-test', () => {
  test('passes when the incidents are those expected', () => {
    const { code, out } = alertTest(POLICY, TESTS);
    expect(out).toContain('ok   queue-too-long: a long queue fires after 2 min');
    expect(out).toContain('2 of 2 tests passed, 1 policies');
    expect(code).toBe(PASSED);
  });

  test('fails with file and line, and says what happened instead', () => {
    const { code, out } = alertTest(POLICY.replace('120s', '180s'), TESTS);
    expect(code).toBe(FAILED);
    expect(out).toMatch(/tests\.yaml:3: incident \{"queue":"a"\}: opened at 9m, expected 8m/);
  });

  test('an incident that nobody expects is a failure', () => {
    const { code, out } = alertTest(POLICY.replace('> 10', '>= 10'), TESTS);
    expect(code).toBe(FAILED);
    expect(out).toContain(
      'unexpected incident of "longer than 10" {"queue":"a","__name__":"queue_length"} at 2m, value 10',
    );
  });

  test('names the proofs a policy lacks', () => {
    const { code, out } = alertTest(POLICY, TESTS, '--require-proofs');
    expect(code).toBe(FAILED);
    expect(out).toContain(
      'FAIL queue-too-long: no test proves quiet-low-traffic; add one with "proves: quiet-low-traffic"',
    );
  });

  test('writes JUnit', () => {
    const junit = join(folder, 'junit.xml');
    alertTest(POLICY.replace('120s', '180s'), TESTS, '--junit', junit);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toMatch(/<testsuite name="[^"]*tests\.yaml" tests="2" failures="1">/);
    expect(xml).toContain(
      '<failure message="incident {&quot;queue&quot;:&quot;a&quot;}: opened at 9m, expected 8m"/>',
    );
  });

  test.each([
    [
      'a misspelt key',
      TESTS.replace('proves: quiet', 'prove: quiet'),
      /tests\.yaml:\d+: tests\.1: Unrecognized key: "prove"/,
    ],
    [
      'an unknown policy',
      TESTS.replace('queue-too-long', 'nope'),
      /tests\.yaml:1: no policy has the displayName "nope"; there are queue-too-long/,
    ],
    [
      'an unknown condition',
      TESTS.replace('opens: 8m', 'condition: nope\n        opens: 8m'),
      /has no condition "nope"; it has longer than 10/,
    ],
    ['bad values', TESTS.replace('10x10', '10y10'), /tests\.yaml:15: cannot read values from "10y10"/],
    [
      'bad phases',
      TESTS.replace('1 for 5m,', '1 during 5m,'),
      /cannot read the phase "1 during 5m"; write "60\/m for 1h"/,
    ],
    ['no YAML', 'policy: [', /tests\.yaml:1: /],
  ])('refuses %s with file, line and fix', (_, tests, message) => {
    const { code, err } = alertTest(POLICY, tests);
    expect(err).toMatch(message);
    expect(code).toBe(UNREADABLE);
  });

  test.each([
    [
      'a query that does not parse',
      POLICY.replace('> 10', '> '),
      /policy\.yaml:6: conditions\[0\]\.conditionPrometheusQueryLanguage\.query 1:15: parse error: unexpected end of input/,
    ],
    [
      'a duration of odd seconds',
      POLICY.replace('120s', '90s'),
      /policy\.yaml:7: .*duration is "90s", must be whole minutes/,
    ],
    [
      'a look-back too long for a duration',
      POLICY.replace('queue_length', 'rate(q_total[2d])'),
      /the query looks back 2d; beyond 25h a condition takes no duration: leave it out/,
    ],
    [
      'a condition of another kind',
      POLICY.replace('conditionPrometheusQueryLanguage', 'conditionThreshold'),
      /only PromQL conditions are evaluated here/,
    ],
  ])('refuses a policy with %s', (_, policy, message) => {
    const { code, err } = alertTest(policy, TESTS);
    expect(err).toMatch(message);
    expect(code).toBe(UNREADABLE);
  });

  test('says which folder is missing', () => {
    const { code, err } = alertTest(POLICY, TESTS, '--policies', join(folder, 'nope'));
    expect(err).toMatch(/nope:1: is no folder; name one that holds \*\.yaml files/);
    expect(code).toBe(UNREADABLE);
  });

  test('--help explains itself', () => {
    const { code, out } = alertTest(POLICY, TESTS, '--help');
    expect(out).toContain('Usage: alert-test [options] <dir>');
    expect(code).toBe(PASSED);
  });
});
