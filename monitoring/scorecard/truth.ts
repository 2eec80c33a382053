import { SAMPLE_S, type Scenario } from './scenario.ts';
import { HOUR_S } from './shapes.ts';

/** The promise: 99.9 % over 30 days. */
export const OBJECTIVE = 0.999;

/**
 * What deserves a page, whatever any alert says: so much of the month's budget spent within so long (SRE
 * workbook, table 5-8), counted in failed requests out of the month's, not as a ratio of a window's traffic.
 */
const PAGE_WORTHY = [
  { withinS: HOUR_S, share: 0.02 },
  { withinS: 6 * HOUR_S, share: 0.05 },
] as const;

/** What deserves somebody's working hours. */
const TICKET_WORTHY = [{ withinS: 72 * HOUR_S, share: 0.1 }] as const;

/** Fewer failures than this are chance: nobody could find anything by looking. */
const LEAST_FAILURES = 5;

export interface Truth {
  readonly page: boolean;
  /** Worth a ticket, or a page. */
  readonly attention: boolean;
}

/** Whether a scenario deserved attention, from what really failed. */
export function truthOf(scenario: Scenario): Truth {
  const budget = scenario.monthlyRequests * (1 - OBJECTIVE);
  const spends = ({ withinS, share }: { withinS: number; share: number }) =>
    mostWithin(scenario.failures, withinS) >= Math.max(share * budget, LEAST_FAILURES);
  const page = PAGE_WORTHY.some(spends);
  return { page, attention: page || TICKET_WORTHY.some(spends) };
}

/** The most failures within any period of the given length. */
function mostWithin(failures: Float64Array, withinS: number): number {
  const width = Math.round(withinS / SAMPLE_S);
  let sum = 0;
  let most = 0;
  for (let i = 0; i < failures.length; i++) {
    sum += failures[i] as number;
    if (i >= width) sum -= failures[i - width] as number;
    most = Math.max(most, sum);
  }
  return most;
}
