import type { ExperimentResult } from '../run/experiment.ts';
import { duration } from './axis.ts';
import { escapeHtml, page } from './page.ts';
import { timeline } from './timeline.ts';

/** A page that stands alone: what was claimed, what was seen, and when, on one time axis. */
export function reportHtml(result: ExperimentResult, journalFile: string): string {
  const { experiment, passed, observation, evidence, journal } = result;
  const { name, document, claim } = experiment;
  return page(
    `${name}: ${passed ? 'passed' : 'failed'}`,
    `<p class="soft"><a href="../index.html">All experiments</a> · ${name}</p>
<h1>${escapeHtml(document.title)}: <span class="${passed ? 'met' : 'unmet'}">${passed ? 'passed' : 'failed'}</span></h1>
<p>${escapeHtml(document.description)}</p>
<p><strong>Proves:</strong> ${escapeHtml(claim.proves)}</p>
<p class="soft">${journal.start}, ${Math.round(journal.duration)} s of real time. All times below are on monitoring's clock, from the start of the method.
Burns ${claim.burns === null ? "no SLO's budget" : escapeHtml(claim.burns)}; must be well again ${duration(claim['recovers-within'])} after the rollback;
runbook ${escapeHtml(claim.runbook)}. ${claim['may-fire'].length === 0 ? 'No other alert may fire.' : `May fire as well: ${claim['may-fire'].join(', ')}.`}</p>
${timeline(claim, observation, evidence)}
<p class="soft">Shaded: the fault is in. Ticks on a lane: the latest that the claim allows. Grey lanes: alerts that may fire and did.</p>
<h2>Checks</h2>
${checksTable(result)}
<h2>What was done</h2>
${actionsTable(result)}
<h2>Ledger</h2>
<pre>${escapeHtml(observation.ledger.said)}</pre>
<p><a href="${journalFile}">Journal</a> (the Chaos Toolkit's JSON)</p>`,
  );
}

function checksTable({ checks }: ExperimentResult): string {
  const rows = checks.map(
    ({ what, met, detail }) =>
      `<tr><td class="${met ? 'met' : 'unmet'}">${met ? '● met' : '■ not met'}</td><td>${escapeHtml(what)}</td><td>${escapeHtml(detail.split('\n')[0] ?? '')}</td></tr>`,
  );
  return `<table><tr><th>Verdict</th><th>Check</th><th>Seen</th></tr>${rows.join('\n')}</table>`;
}

function actionsTable({ observation, journal }: ExperimentResult): string {
  const actions = [...journal.run, ...journal.rollbacks].map(
    ({ activity, start, duration: seconds, status }) =>
      `<tr><td>${escapeHtml(activity.name)}</td><td>${start}</td><td class="number">${seconds.toFixed(1)} s</td><td>${status}</td></tr>`,
  );
  const faults = observation.faults.map(
    ({ server, kind, method, injected }) =>
      `<tr><td>fault ${escapeHtml(kind)} on ${escapeHtml(server)} ${escapeHtml(method)}</td><td></td><td class="number"></td><td>hit ${injected} times</td></tr>`,
  );
  return `<table><tr><th>Action</th><th>Real time</th><th class="number">Took</th><th>Outcome</th></tr>${[...actions, ...faults].join('\n')}</table>`;
}
