import { detectionSeconds } from '../claim/detection.ts';
import type { Incident } from '../system/observe.ts';
import type { AlertProgress, DrillProgress, Phase } from './progress.ts';
import type { ProgressFile } from './progress-file.ts';

/** What an experiment tells of itself while it runs. */
export interface Watcher {
  phase(phase: Phase): void;
  say(text: string): void;
  methodStarted(at: number): void;
  faultIn(at: number): void;
  rolledBack(at: number): void;
  incidents(incidents: readonly Incident[]): void;
}

/** Lines kept in the file; an experiment says a few dozen. */
const KEPT_LINES = 200;

/** Puts what is told into the progress file, and on the screen through `print`. */
export function createWatcher(file: ProgressFile, print: (line: string) => void): Watcher {
  const startedAt = performance.now();
  return {
    phase: (phase) => file.change({ phase }),
    say(text) {
      const afterSeconds = Math.round((performance.now() - startedAt) / 1000);
      print(`${String(afterSeconds).padStart(4)} s  ${text}`);
      file.change({ said: [...file.now.said, { afterSeconds, text }].slice(-KEPT_LINES) });
    },
    methodStarted: (at) => file.change({ methodStartedAt: at }),
    faultIn: (at) => file.change({ faultInAt: at }),
    rolledBack: (at) => file.change({ rolledBackAt: at }),
    incidents(incidents) {
      const alerts = file.now.alerts.map((alert) => seen(alert, incidents, file.now));
      if (JSON.stringify(alerts) !== JSON.stringify(file.now.alerts)) file.change({ alerts });
    },
  };
}

function seen(
  progress: AlertProgress,
  incidents: readonly Incident[],
  { methodStartedAt, faultInAt, rolledBackAt }: DrillProgress,
): AlertProgress {
  const since = methodStartedAt ?? Number.POSITIVE_INFINITY;
  const own = incidents.filter(({ alert, openedAt }) => alert === progress.alert && openedAt >= since);
  const [first] = own;
  if (first === undefined) return progress;
  const open = own.some(({ closedAt }) => closedAt === undefined);
  const last = Math.max(...own.map(({ closedAt = 0 }) => closedAt));
  return {
    ...progress,
    firedAfterSeconds: detectionSeconds(first.openedAt, {
      methodStartedAt: since,
      faultInAt: faultInAt ?? since,
    }),
    closedAfterSeconds: open || rolledBackAt === null ? null : Math.round(last - rolledBackAt),
  };
}
