import { type Mutant, mutantsOf } from './mutate.ts';
import type { Suite } from './read.ts';
import { runTest } from './run.ts';

export interface MutantResult {
  readonly policy: string;
  readonly condition: string;
  readonly change: string;
  /** The first test that fails with the change; null if none notices. */
  readonly noticedBy: string | null;
}

/** Runs every policy's tests on copies with one condition removed, loosened or tightened at a time. */
export function* runMutants({ policies, files }: Suite): Generator<MutantResult> {
  for (const [name, { policy }] of policies) {
    const tests = files
      .filter(({ content }) => content.policy === name)
      .flatMap(({ content }) => content.tests.map((test) => ({ test, interval: content.interval })));
    for (const { condition, change, policy: changed } of mutantsOf(policy) satisfies Mutant[]) {
      const noticing = tests.find(({ test, interval }) => runTest(changed, test, interval).length > 0);
      yield { policy: name, condition, change, noticedBy: noticing?.test.name ?? null };
    }
  }
}
