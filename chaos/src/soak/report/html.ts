import { livesOf } from '../memory-bounds.ts';
import type { SoakResult } from '../run-soak.ts';
import { stepLine } from '../schedule/document.ts';
import { chart, HATCHING, type Line } from './chart.ts';
import { lanes, spansOf } from './lanes.ts';
import { summary } from './table.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A page that stands alone: what held, memory and lag over time with the faults hatched, and the schedule. */
export function reportHtml(result: SoakResult): string {
  const { schedule, passed, invariants, records, watch } = result;
  const seconds = Math.max(schedule.seconds, watch.samples.at(-1)?.at ?? 0);
  const spans = spansOf(records).map(({ label, ...span }) => ({ ...span, label: escapeHtml(label) }));
  const processes = [...new Set(watch.samples.flatMap((sample) => sample.processes.map(({ name }) => name)))];
  const memory: Line[] = processes.map((name) => ({ name, pieces: livesOf(watch.samples, name) }));
  const over = (name: string, value: (sample: (typeof watch.samples)[number]) => number): Line => ({
    name,
    pieces: [watch.samples.map((sample) => ({ at: sample.at, value: value(sample) }))],
  });
  const verdicts = invariants.map(
    ({ name, held, detail }) =>
      `<tr><td>${held ? '● held' : '■ broken'}</td><td>${escapeHtml(name)}</td><td>${escapeHtml(detail)}</td></tr>`,
  );
  const steps = records.map(
    ({ step, failure }) => `${stepLine(step)}${failure === undefined ? '' : `   (${failure})`}`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Soak, seed ${schedule.seed}: ${passed ? 'passed' : 'failed'}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #14202b; background: #fff; }
  h2 { font-size: 1rem; margin: 1.5rem 0 0.25rem; } table { border-collapse: collapse; width: 100%; }
  td { border-bottom: 1px solid #cdd6df; padding: 4px 8px; vertical-align: top; }
  pre { overflow-x: auto; font-size: 13px; } svg { width: 100%; height: auto; } svg text { font-size: 12px; }
</style>
<h1>Soak, seed ${schedule.seed}: ${passed ? 'passed' : 'failed'}</h1>
<table>${verdicts.join('\n')}</table>
${HATCHING}
${chart('Resident memory', 'MiB', memory, spans, seconds)}
${chart('Backlog of the subscriber', 'messages', [over('undelivered', ({ backlog }) => backlog)], spans, seconds)}
${chart('Lag', 'seconds', [over('oldest waiting', (sample) => sample.oldestUnackedSeconds)], spans, seconds)}
${lanes(records, seconds)}
<h2>Summary</h2>
<pre>${escapeHtml(summary([result]))}</pre>
<h2>Schedule</h2>
<pre>${escapeHtml(steps.join('\n'))}</pre>
</html>
`;
}
