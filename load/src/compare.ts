import { RESULT_FORMAT, type RunResult } from './result.ts';
import { smallerBy } from './statistics/mann-whitney.ts';
import { median } from './statistics/percentile.ts';

export interface Comparison {
  readonly regressed: boolean;
  readonly lines: readonly string[];
}

/** One of a hundred comparisons of equal runs would be surer by chance. */
const SURE = 2.33;
/** A ratio to the baseline that falls by less than this is not worth a failed build, however sure it is. */
const WORTH_A_LOOK = 0.9;

/**
 * Holds a run against an earlier one. Milliseconds of two machines, or of one at two hours, say nothing; what is
 * compared is each run's ratio to bare Express in the same seconds, round by round.
 * @throws Error for runs that cannot be compared, saying why
 */
export function compare(before: RunResult, after: RunResult): Comparison {
  for (const { format } of [before, after]) {
    if (format !== RESULT_FORMAT)
      throw new Error(`expected a result of format ${RESULT_FORMAT}, got ${format}`);
  }
  if (before.profile !== after.profile) {
    throw new Error(`these are of two profiles, ${before.profile} and ${after.profile}: compare equals`);
  }
  if (before.baseline === undefined || after.baseline === undefined) {
    throw new Error(
      `profile ${before.profile} has no baseline in the run; steady, spike, soak and stress have`,
    );
  }
  const [a, b] = [before.baseline.ratios, after.baseline.ratios];
  const change = median(b) / median(a);
  const z = smallerBy(a, b);
  const regressed = change < WORTH_A_LOOK && z > SURE;
  const of =
    before.baseline.of === 'throughput' ? 'throughput, API to bare Express' : 'latency, bare Express to API';
  const verdict = regressed
    ? 'REGRESSED'
    : change < WORTH_A_LOOK
      ? 'lower, but not surely: the rounds overlap too much'
      : 'no regression';
  return {
    regressed,
    lines: [
      `${of} (medians of ${a.length} and ${b.length}; more is better)`,
      `  before  ${median(a).toFixed(3)}  (${Math.min(...a).toFixed(3)} to ${Math.max(...a).toFixed(3)})  ${before.startedAt}`,
      `  after   ${median(b).toFixed(3)}  (${Math.min(...b).toFixed(3)} to ${Math.max(...b).toFixed(3)})  ${after.startedAt}`,
      `  change  ${((change - 1) * 100).toFixed(1)} %, z ${z.toFixed(2)}: ${verdict}`,
      ...before.budgets.map(({ slo, burnRate }) => {
        const now = after.budgets.find((burn) => burn.slo === slo)?.burnRate ?? Number.NaN;
        return `${slo}: burn rate ${burnRate.toFixed(2)} before, ${now.toFixed(2)} after`;
      }),
    ],
  };
}
