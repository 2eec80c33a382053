import type { Check } from '../claim/judge.ts';
import type { Experiment } from '../document/schema.ts';

/** In the order in which an experiment passes them. */
export type Phase =
  | 'starting'
  | 'steady-state'
  | 'method'
  | 'detecting'
  | 'rolling-back'
  | 'recovering'
  | 'reconciling'
  | 'done';

export type RunState = 'running' | 'passed' | 'failed' | 'interrupted';

/** One alert of the claim, and what was seen of it so far; null while it was not seen. */
export interface AlertProgress {
  readonly alert: string;
  readonly withinSeconds: number;
  readonly firedAfterSeconds: number | null;
  /** Negative where it closed before the rollback. */
  readonly closedAfterSeconds: number | null;
}

/** What is in `progress.json` while an experiment runs and after it; all of it is described in the README. */
export interface DrillProgress {
  readonly experiment: string;
  readonly title: string;
  readonly description: string;
  readonly proves: string;
  readonly burns: string | null;
  readonly runbook: string;
  readonly recoversWithinSeconds: number;
  readonly state: RunState;
  readonly phase: Phase;
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
  readonly timeScale: number;
  /** Base address of the monitoring of the pipeline under test; it answers while the experiment runs. */
  readonly monitoring: string;
  /** Unix seconds on monitoring's clock. */
  readonly methodStartedAt: number | null;
  /** When the first action was done; `firedAfterSeconds` counts from here. */
  readonly faultInAt: number | null;
  readonly rolledBackAt: number | null;
  readonly alerts: readonly AlertProgress[];
  readonly said: readonly { readonly afterSeconds: number; readonly text: string }[];
  readonly checks: readonly Check[];
  readonly report: string | null;
  readonly journal: string | null;
}

/** How an experiment stands before anything was done. */
export function firstProgress(
  { name, document, claim }: Experiment,
  {
    at,
    timeScale,
    monitoring,
  }: { readonly at: Date; readonly timeScale: number; readonly monitoring: string },
): DrillProgress {
  return {
    experiment: name,
    title: document.title,
    description: document.description,
    proves: claim.proves,
    burns: claim.burns,
    runbook: claim.runbook,
    recoversWithinSeconds: claim['recovers-within'],
    state: 'running',
    phase: 'starting',
    startedAt: at.toISOString(),
    updatedAt: at.toISOString(),
    endedAt: null,
    timeScale,
    monitoring,
    methodStartedAt: null,
    faultInAt: null,
    rolledBackAt: null,
    alerts: Object.entries(claim.fires).map(([alert, withinSeconds]) => ({
      alert,
      withinSeconds,
      firedAfterSeconds: null,
      closedAfterSeconds: null,
    })),
    said: [],
    checks: [],
    report: null,
    journal: null,
  };
}
