import { setTimeout as delay } from 'node:timers/promises';
import type { Experiment } from '../../chaos/src/document/schema.ts';
import { listIncidents } from '../../chaos/src/system/observe.ts';
import type { SystemUnderTest } from '../../chaos/src/system/start.ts';
import { runCommand, type Target } from './command.ts';
import type { LaptopCommand, Runbook } from './document.ts';
import { missingLines } from './expectation.ts';
import { startFault } from './fault.ts';

export interface Rehearsal {
  readonly experiment: Experiment;
  readonly runbooks: readonly Runbook[];
  readonly system: SystemUnderTest;
  readonly target: Target;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Finding {
  readonly what: string;
  readonly met: boolean;
  /** What was shown instead. */
  readonly detail: string;
}

const POLL_MS = 500;
/** Real time; a loaded machine in fast time needs minutes for what takes seconds on a free one. */
const ALERT_LIMIT_MS = 300_000;
const SHOWN_LIMIT_MS = 120_000;
/** The 5-minute windows have to be clean again and the backlog stored. */
const RECOVERY_LIMIT_MS = 300_000;

/**
 * Makes a faulty state, waits for the alerts, and reads each page to its end: what it shows in the faulty
 * state, then, after the rollback, what it shows when all is well.
 */
export async function rehearse(rehearsal: Rehearsal): Promise<Finding[]> {
  const { experiment, runbooks, system, target, say, signal } = rehearsal;
  const findings: Finding[] = [];
  const note = (finding: Finding): void => {
    findings.push(finding);
    say(`${finding.met ? 'ok  ' : 'FAIL'} ${finding.what}${finding.met ? '' : `\n${finding.detail}`}`);
  };
  const check = async (page: Runbook, state: 'faulty' | 'healthy', limitMs: number, sections: RegExp) => {
    for (const command of page.commands) {
      if (signal.aborted || command[state] === undefined || !sections.test(command.section)) continue;
      note(await showsInTime(page.name, command, state, target, limitMs));
    }
  };
  say(`${experiment.name}: ${experiment.document.title}`);
  const fault = await startFault(experiment, system, target.env);
  try {
    for (const finding of await alertsOpen(runbooks, system, signal)) note(finding);
    for (const page of runbooks) await check(page, 'faulty', SHOWN_LIMIT_MS, /Confirm|Diagnosis/);
    for (const page of runbooks) await check(page, 'faulty', SHOWN_LIMIT_MS, /Mitigation/);
  } finally {
    await fault.end();
  }
  for (const page of runbooks) await check(page, 'healthy', RECOVERY_LIMIT_MS, /./);
  return findings;
}

/** Each page's alert is open at the same time as the fault is in. */
async function alertsOpen(
  runbooks: readonly Runbook[],
  { endpoints }: SystemUnderTest,
  signal: AbortSignal,
): Promise<Finding[]> {
  const missing = new Set(runbooks.map(({ name }) => name));
  const until = performance.now() + ALERT_LIMIT_MS;
  while (missing.size > 0 && performance.now() < until && !signal.aborted) {
    for (const { alert, closedAt } of await listIncidents(endpoints))
      if (closedAt === undefined) missing.delete(alert);
    if (missing.size > 0) await delay(POLL_MS);
  }
  return runbooks.map(({ name }) => ({
    what: `${name} fires`,
    met: !missing.has(name),
    detail: `it did not within ${ALERT_LIMIT_MS / 1000} s`,
  }));
}

/** Runs a command until it shows what its page says, or the time is up. */
async function showsInTime(
  page: string,
  command: LaptopCommand,
  state: 'faulty' | 'healthy',
  target: Target,
  limitMs: number,
): Promise<Finding> {
  const expected = command[state] ?? [];
  const until = performance.now() + limitMs;
  for (;;) {
    const shown = await runCommand(command.command, target);
    const missing = missingLines(expected, shown);
    const what = `${page}, ${command.section}, ${state}: ${command.command.split('\n')[0]}`;
    if (missing.length === 0) return { what, met: true, detail: '' };
    if (performance.now() > until) {
      return {
        what,
        met: false,
        detail: `missing:\n${missing.join('\n')}\nshown:\n${shown.slice(0, 4_000)}`,
      };
    }
    await delay(POLL_MS);
  }
}
