import type { Outcome } from './score.ts';
import { type Summary, summarize } from './summary.ts';

const HEADER = '| precision | recall | noticed | detection | reset |';

/** The scorecard as a page for docs/. */
export function showScorecard(outcomes: readonly Outcome[], seeds: number): string {
  const sets = distinct(outcomes.map(({ set }) => set));
  const shapes = distinct(outcomes.map(({ shape }) => shape));
  const of = (set: string, shape?: string) =>
    summarize(
      outcomes.filter((outcome) => outcome.set === set && (shape === undefined || outcome.shape === shape)),
    );
  const overall = sets.map((set) => `| ${set} ${cells(of(set))}`);
  const details = shapes.flatMap((shape) => {
    const { worthy, scenarios } = of(sets[0] as string, shape);
    return sets.map(
      (set, i) =>
        `| ${i === 0 ? `${shape} (${worthy} of ${scenarios})` : ''} | ${set} ${cells(of(set, shape))}`,
    );
  });
  return `# Alert scorecard

Written by \`npm run alerts:scorecard\`; the same seeds give the same page.

${shapes.length} shapes of faults, ${seeds} of each, against an objective of 99.9 % over 30 days. Every set of windows is
evaluated by the same engine every 30 s on the same counters, sampled every 30 s. Ours is read from
\`monitoring/alert-policies\`; the SRE workbook's, Sloth's and Pyrra's are written down in
\`monitoring/scorecard/window-sets.ts\`.

- **Deserved**: a fault deserves a page if it really spent 2 % of the month's budget within an hour or 5 % within six,
  counted in failed requests, and at least 5 requests failed.
- **Precision**: of the faults that paged, the share that deserved it. **Recall**: of those that deserved a page, the
  share that got one. **Noticed**: of those that deserved a page or a ticket (10 % of the budget in three days), the
  share that got either.
- **Detection**: from the fault's start to the first page. **Reset**: from its end to the close of the last. Medians
  over the deserved pages.

![Detection and reset times by shape and set of windows](alert-scorecard.svg)

| windows ${HEADER}
|---|---|---|---|---|---|
${overall.join('\n')}

By shape (how many deserved a page):

| shape | windows ${HEADER}
|---|---|---|---|---|---|---|
${details.join('\n')}

## What it says

${FINDINGS}
`;
}

const FINDINGS = `- Flightdeck's, the workbook's and Sloth's windows and factors are the same, and so is what they say of any fault with
  traffic enough. What Flightdeck adds is the minimum-traffic guard: single failures at low traffic, which page with
  every other set, do not.
- The guard has its price: an outage in an hour with few requests is not paged by this SLO. It is the canary, which
  makes its own traffic, that has to see it.
- Pyrra's \`for\` costs two minutes at a total outage and misses faults that end soon after they have spent enough.
- What all four share: a ratio does not know how much traffic its window had. By night a fault that costs little of the
  month's budget pages; that is what lowers precision under diurnal load.`;

const distinct = (values: readonly string[]) => [...new Set(values)];
const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)} %`);

/** Seconds as a person says them. */
export function showTime(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 120 ? `${minutes.toFixed(minutes < 10 ? 1 : 0)} min` : `${(minutes / 60).toFixed(1)} h`;
}

function cells({ precision, recall, attention, detectionS, resetS }: Summary): string {
  return `| ${percent(precision)} | ${percent(recall)} | ${percent(attention)} | ${showTime(detectionS)} | ${showTime(resetS)} |`;
}
