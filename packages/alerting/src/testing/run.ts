import type { AlertPolicy } from '../schema.ts';
import { readSuite, type Suite, type Tests } from './read.ts';
import { type AlertTest, PROOFS, type Proof } from './schema.ts';
import { simulate } from './simulate.ts';
import { judge } from './verdict.ts';

export interface TestResult {
  readonly file: string;
  readonly line: number;
  readonly policy: string;
  readonly name: string;
  readonly proves: readonly Proof[];
  /** Empty when the test passed. */
  readonly faults: readonly string[];
}

/** What a policy still lacks tests of. */
export interface Missing {
  readonly policy: string;
  readonly proofs: readonly Proof[];
}

export const proofsOf = ({ proves }: AlertTest): readonly Proof[] =>
  proves === undefined ? [] : typeof proves === 'string' ? [proves] : proves;

/** What a policy does wrong in one test; empty if nothing. */
export function runTest(policy: AlertPolicy, test: AlertTest, interval: string): string[] {
  const { incidents, errors } = simulate(policy, test, interval);
  return [
    ...new Set(errors.map((error) => `the query failed: ${(error as Error).message}`)),
    ...judge(test.expect, incidents),
  ];
}

/** Runs every test of a suite without faults. */
export function runSuite({ policies, files }: Suite): TestResult[] {
  return files.flatMap(({ document, content }: Tests) => {
    const found = policies.get(content.policy);
    if (found === undefined) return [];
    return content.tests.map(
      (test, i): TestResult => ({
        file: document.file,
        line: document.lineOf(['tests', i]),
        policy: content.policy,
        name: test.name,
        proves: proofsOf(test),
        faults: runTest(found.policy, test, content.interval),
      }),
    );
  });
}

/** Policies without a test of each kind. */
export function missingProofs({ policies, files }: Suite): Missing[] {
  return [...policies.keys()].flatMap((policy) => {
    const proved = new Set(
      files
        .filter(({ content }) => content.policy === policy)
        .flatMap(({ content }) => content.tests.flatMap(proofsOf)),
    );
    const proofs = PROOFS.filter((proof) => !proved.has(proof));
    return proofs.length === 0 ? [] : [{ policy, proofs }];
  });
}

export { readSuite };
