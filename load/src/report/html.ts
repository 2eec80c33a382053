import type { Measurement, RunResult } from '../result.ts';
import type { Summary } from '../statistics/summary.ts';
import { chartsOf } from './charts.ts';
import { escapeHtml } from './escape.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #14202b; background: #fff; }
  h1 { margin-bottom: 0; } h2 { margin-top: 2rem; } .facts { color: #4a5866; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { border-bottom: 1px solid #d9e0e7; padding: 4px 8px; text-align: right; vertical-align: top; font-weight: 400; }
  th { color: #4a5866; } th:first-child, td:first-child, .text { text-align: left; }
  figure { margin: 2rem 0 0; } figcaption { font-weight: 600; } figcaption small { font-weight: 400; color: #4a5866; }
  svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: #4a5866; } svg text.mark { fill: #14202b; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
  svg .grid { stroke: #e3e8ed; } svg line.mark { stroke: #14202b; stroke-dasharray: 2 4; }
  .legend span { margin-right: 1.2rem; } .legend i { display: inline-block; width: 22px; height: 4px; margin-right: 6px; vertical-align: middle; }
  .met, .not { white-space: nowrap; } .met { color: #00694c; } .not { color: #a33f00; font-weight: 600; }
`;

/** A page that stands alone: the verdict, what it rests on, and pictures over time. */
export function reportHtml(result: RunResult): string {
  const { profile, about, passed, startedAt, seconds, seed, machine, target } = result;
  const { checks, budgets, summary, control, endpoints, stress, ingest, baseline, shed } = result;
  const facts = [
    startedAt.replace('T', ' ').slice(0, 16),
    `${Math.round(seconds)} s`,
    `seed ${seed}`,
    target,
    `Node ${machine.node}, ${machine.processors} processors, load average ${machine.loadAverage}`,
  ];
  const measurements = stress?.rounds.flatMap(({ api, bare, over }) =>
    [api, bare, over].filter((one) => one !== undefined),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>load ${escapeHtml(profile)}: ${passed ? 'passed' : 'FAILED'}</title>
<style>${STYLE}</style>
<h1>Load “${escapeHtml(profile)}”: <span class="${passed ? 'met' : 'not'}">${passed ? 'passed' : 'FAILED'}</span></h1>
<p>${escapeHtml(about)}</p>
<p class="facts">${facts.map(escapeHtml).join(' · ')}</p>
<h2>Verdict</h2>
${table(
  ['', 'what must hold', 'what was seen'],
  checks.map(({ what, met, detail }) => [
    met ? '<span class="met">● met</span>' : '<span class="not">■ not met</span>',
    text(what),
    text(detail),
  ]),
  true,
)}
<h2>Error budget burned</h2>
${table(
  ['SLO', 'events', 'bad', 'burn rate', 'of the period’s budget, at this traffic'],
  budgets.map(({ slo, objective, events, errorRatio, burnRate, budgetShare }) => [
    `${escapeHtml(slo)} <small>${escapeHtml(objective)}</small>`,
    count(events),
    percent(errorRatio),
    burnRate.toFixed(2),
    percent(budgetShare),
  ]),
)}
${chartsOf(result).join('\n')}
${measurements === undefined ? '' : `<h2>Rounds</h2>${measurementTable([...(stress?.steps ?? []), ...measurements])}`}
${ingest === undefined ? '' : `<p>${count(ingest.confirmed)} events confirmed, ${count(ingest.storedPerSecond)} stored a second from the first to the last, publish to durable p50 ${ingest.lagP50 ?? '–'} s, p99 ${ingest.lagP99 ?? '–'} s.</p>`}
${summary === undefined ? '' : `<h2>Requests</h2>${summaryTable({ all: summary, ...endpoints, ...(control === undefined ? {} : { 'bare Express, same seconds': control }) })}`}
${
  shed === undefined || Object.keys(shed).length === 0
    ? ''
    : `<p>Refused, by reason: ${Object.entries(shed)
        .map(([reason, value]) => `${escapeHtml(reason)} ${count(value)}`)
        .join(', ')}</p>`
}
${baseline === undefined ? '' : `<p>Ratio to bare Express in the same run (${baseline.of}, more is better): ${baseline.ratios.map((ratio) => ratio.toFixed(2)).join(', ')}</p>`}
</html>
`;
}

const summaryTable = (summaries: Readonly<Record<string, Summary>>): string =>
  table(
    ['', 'requests', 'p50 ms', 'p90', 'p95', 'p99', 'max', 'outcomes'],
    Object.entries(summaries).map(([name, { requests, latency, outcomes }]) => [
      escapeHtml(name),
      count(requests),
      ...[latency.p50, latency.p90, latency.p95, latency.p99, latency.max].map(ms),
      Object.entries(outcomes)
        .map(([outcome, value]) => `${escapeHtml(outcome)}: ${count(value)}`)
        .join(' '),
    ]),
  );

const measurementTable = (measurements: readonly Measurement[]): string =>
  table(
    ['', 'offered/s', 'good/s', 'refused/s', 'p50 ms', 'p95', 'p99', 'API’s processor', 'sender’s'],
    measurements.map((one) => [
      escapeHtml(one.name),
      count(one.offeredPerSecond),
      count(one.goodPerSecond),
      count(one.shedPerSecond),
      ...[one.latency.p50, one.latency.p95, one.latency.p99].map(ms),
      one.apiProcessor === null ? '–' : percent(one.apiProcessor),
      percent(one.senderProcessor),
    ]),
  );

/** Cells are HTML already. */
function table(head: readonly string[], rows: readonly (readonly string[])[], words = false): string {
  const kind = words ? ' class="text"' : '';
  const body = rows.map((row) => `<tr>${row.map((value) => `<td${kind}>${value}</td>`).join('')}</tr>`);
  return `<table><thead><tr>${head.map((name) => `<th${kind}>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table>`;
}

const text = escapeHtml;
const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
const ms = (value: number): string => (Number.isNaN(value) || value === null ? '–' : String(value));
