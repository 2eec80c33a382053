import type { Outcome } from './score.ts';

/** One set's figures over some scenarios. Shares are null where nothing of the kind occurred. */
export interface Summary {
  readonly scenarios: number;
  /** Scenarios that deserved a page. */
  readonly worthy: number;
  /** Of the pages, those deserved. */
  readonly precision: number | null;
  /** Of the deserved pages, those given. */
  readonly recall: number | null;
  /** Of what deserved a page or a ticket, that which got either. */
  readonly attention: number | null;
  /** Medians over the deserved pages, in seconds. */
  readonly detectionS: number | null;
  readonly resetS: number | null;
}

export function summarize(outcomes: readonly Outcome[]): Summary {
  const paged = outcomes.filter((outcome) => outcome.paged);
  const worthy = outcomes.filter(({ truth }) => truth.page);
  const caught = worthy.filter((outcome) => outcome.paged);
  const notable = outcomes.filter(({ truth }) => truth.attention);
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    scenarios: outcomes.length,
    worthy: worthy.length,
    precision: share(caught.length, paged.length),
    recall: share(caught.length, worthy.length),
    attention: share(notable.filter((outcome) => outcome.paged || outcome.ticketed).length, notable.length),
    detectionS: median(caught.flatMap(({ detectionS }) => detectionS ?? [])),
    resetS: median(caught.flatMap(({ resetS }) => resetS ?? [])),
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
