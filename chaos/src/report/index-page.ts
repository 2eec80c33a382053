import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectionSeconds } from '../claim/detection.ts';
import type { Outcome } from '../run/all.ts';
import { escapeHtml, page } from './page.ts';

export interface Round {
  readonly startedAt: Date;
  readonly outcomes: readonly Outcome[];
}

/** Writes `index.html` for people and `index.json` for programs; called again whenever something changed. */
export async function writeIndex(folder: string, round: Round): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), indexHtml(round));
  await writeFile(join(folder, 'index.json'), JSON.stringify(indexJson(round), null, 2));
}

function indexJson({ startedAt, outcomes }: Round): object {
  return {
    startedAt: startedAt.toISOString(),
    updatedAt: new Date().toISOString(),
    experiments: outcomes.map(({ experiment, state, seconds, error, result, attempts }) => ({
      experiment: experiment.name,
      title: experiment.document.title,
      state,
      seconds: seconds ?? null,
      attempts: attempts ?? 0,
      error: error ?? null,
      faultsInjected: result?.observation.faults.reduce((sum, { injected }) => sum + injected, 0) ?? null,
      fired: firedAfter(result, Object.keys(experiment.claim.fires)),
      firedAsWell: firedAfter(result, experiment.claim['may-fire']),
      notMet: result?.checks.filter(({ met }) => !met).map(({ what }) => what) ?? [],
    })),
  };
}

/** Seconds from when the fault was in to the first incident of each alert that fired. */
function firedAfter(result: Outcome['result'], alerts: readonly string[]): Record<string, number> {
  if (result === undefined) return {};
  const { incidents, methodStartedAt } = result.observation;
  const first = (wanted: string): number | undefined =>
    incidents.find(({ alert, openedAt }) => alert === wanted && openedAt >= methodStartedAt)?.openedAt;
  return Object.fromEntries(
    alerts.flatMap((alert) => {
      const openedAt = first(alert);
      return openedAt === undefined ? [] : [[alert, detectionSeconds(openedAt, result.observation)]];
    }),
  );
}

export function indexHtml({ startedAt, outcomes }: Round): string {
  const count = (wanted: Outcome['state']): number => outcomes.filter(({ state }) => state === wanted).length;
  const states = (['passed', 'failed', 'interrupted', 'running', 'waiting'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state}`);
  const seconds = outcomes.reduce((sum, outcome) => sum + (outcome.seconds ?? 0), 0);
  return page(
    `Chaos: ${states.join(', ')}`,
    `<h1>Chaos experiments: ${states.join(', ')}</h1>
<p class="soft">Started ${startedAt.toISOString()}; ${(seconds / 60).toFixed(1)} min of experiments. Times of alerts are on monitoring's clock, from when the fault was in.</p>
<table>
<tr><th>Experiment</th><th>Verdict</th><th>Alerts fired, after (at the latest)</th><th>Injected</th><th>Lost</th><th class="number">Took</th></tr>
${outcomes.map(row).join('\n')}
</table>`,
  );
}

const SIGNS = {
  passed: '● passed',
  failed: '■ failed',
  interrupted: '■ interrupted',
  running: '… running',
  waiting: '· waiting',
};

function row({ experiment, state, seconds, result, error, attempts = 0 }: Outcome): string {
  const { name, document, claim } = experiment;
  const link = result === undefined ? name : `<a href="${name}/report.html">${name}</a>`;
  const unmet = result?.checks
    .filter(({ met }) => !met)
    .map(({ what, detail }) => `${what}: ${detail.split('\n')[0]}`);
  const why = [...(unmet ?? []), ...(error === undefined ? [] : [error])].map(escapeHtml).join('<br>');
  const style = state === 'passed' ? 'met' : state === 'failed' || state === 'interrupted' ? 'unmet' : 'soft';
  const fired = firedAfter(result, Object.keys(claim.fires));
  const alerts = Object.entries(claim.fires).map(([alert, within]) => {
    const after = fired[alert];
    return `${alert} ${after === undefined ? '–' : minutes(after)} (${minutes(within)})`;
  });
  return `<tr><td>${link}<br><span class="soft">${escapeHtml(document.title)}</span></td>
<td class="${style}">${SIGNS[state]}${why === '' ? '' : `<br>${why}`}${attempts > 1 ? `<br><span class="soft">at attempt ${attempts}: the machine was starved before</span>` : ''}</td>
<td class="lines">${alerts.join('<br>') || '<span class="soft">none may fire</span>'}</td>
<td class="lines">${injected(result)}</td><td>${result === undefined ? '' : result.observation.ledger.balances ? 'nothing' : 'see report'}</td>
<td class="number">${seconds === undefined ? '' : `${seconds} s`}</td></tr>`;
}

function injected(result: Outcome['result']): string {
  if (result === undefined) return '';
  const faults = result.observation.faults.map(({ kind, injected }) => `${injected} × ${kind}`);
  const actions = result.journal.run.filter(({ activity }) => activity.type === 'action').length;
  return [...faults, ...(faults.length === 0 ? [`${actions} actions`] : [])].join('<br>');
}

const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;
