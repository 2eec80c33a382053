import type { StepRecord } from '../inject/timetable.ts';
import { type Action, actionLine } from '../schedule/document.ts';
import { axis, hatched, LEFT, type Span, timeScale, WIDTH } from './chart.ts';

const LANE_HEIGHT = 20;

/** What an action is done to. */
export const targetOf = (action: Action): string =>
  action.on === 'process' ? action.name : action.on === 'topic' ? 'topic' : action.on;

/** When each step was really in; steps that could not be applied are none. */
export function spansOf(records: readonly StepRecord[]): (Span & { readonly target: string })[] {
  return records.flatMap(({ step, appliedAt, undoneAt }) => {
    if (appliedAt === undefined) return [];
    const label = `${actionLine(step.action)}, from ${appliedAt.toFixed(1)} s`;
    return [{ from: appliedAt, to: undoneAt ?? appliedAt, label, target: targetOf(step.action) }];
  });
}

/** One lane for each part of the pipeline, with the faults that it had. */
export function lanes(records: readonly StepRecord[], seconds: number): string {
  const spans = spansOf(records);
  const targets = [...new Set(spans.map(({ target }) => target))].sort();
  const x = timeScale(seconds);
  const height = targets.length * LANE_HEIGHT + 24;
  const rows = targets.map((target, row) => {
    const top = row * LANE_HEIGHT;
    const own = spans.filter((span) => span.target === target);
    return `<text x="${LEFT - 6}" y="${top + 14}" text-anchor="end">${target}</text>
<line x1="${LEFT}" x2="${WIDTH}" y1="${top + LANE_HEIGHT}" y2="${top + LANE_HEIGHT}" stroke="#D9E0E6"/>
${own.map((span) => hatched(span, x, top + 3, LANE_HEIGHT - 5)).join('')}`;
  });
  return `<h2>Faults</h2>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="When each part of the pipeline had which fault">
${rows.join('\n')}
${axis(x, targets.length * LANE_HEIGHT)}
</svg>`;
}
