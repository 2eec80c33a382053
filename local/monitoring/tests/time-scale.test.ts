import { fileURLToPath } from 'node:url';
import { judge, readSuite } from '@flightdeck/alerting/testing';
import { describe, expect, it } from '@jest/globals';
import { runScaled } from './scaled-run.ts';

const MONITORING = fileURLToPath(new URL('../../../monitoring/', import.meta.url));
/** A minute of the first is a second of the second: what experiments run at. */
const SCALES = [1, 60] as const;

const { policies, files, faults } = readSuite(`${MONITORING}tests`, `${MONITORING}alert-policies`);

describe('the verdict of every policy does not depend on the scale of time', () => {
  it('with tests of each policy', () => {
    expect(faults).toEqual([]);
    expect(files.map(({ content }) => content.policy).sort()).toEqual([...policies.keys()].sort());
  });

  for (const { content } of files) {
    it(content.policy, () => {
      const policy = policies.get(content.policy)?.policy;
      if (policy === undefined) throw new Error(`no policy ${content.policy}`);
      for (const test of content.tests) {
        const [slow = [], fast = []] = SCALES.map((scale) =>
          runScaled(policy, test, content.interval, scale),
        );
        const verdicts = [slow, fast].map((incidents) => ({
          test: test.name,
          faults: judge(test.expect, incidents),
        }));
        expect(verdicts).toEqual(SCALES.map(() => ({ test: test.name, faults: [] })));
        const when = ({
          conditionName,
          labels,
          openedAtMs,
          closedAtMs,
          closeReason,
        }: (typeof slow)[number]) => ({
          conditionName,
          labels,
          openedAtMs,
          closedAtMs,
          closeReason,
        });
        expect(fast.map(when)).toEqual(slow.map(when));
      }
    });
  }
});
