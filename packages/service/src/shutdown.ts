import { toError } from './errors.ts';

export interface ShutdownStep {
  readonly name: string;
  /** Must settle soon after `signal` aborts; what it leaves undone is reported, not awaited. */
  readonly run: (signal: AbortSignal) => Promise<void> | void;
}

export interface ShutdownReport {
  readonly step: string;
  readonly error: Error;
}

/**
 * Runs the steps one after another under one deadline. A step that fails or is cut off by the deadline
 * does not stop the later ones: each still gets its call, with an aborted signal.
 * @param deadlineMs for all steps together; Cloud Run kills 10 s after SIGTERM
 * @returns what went wrong, empty when everything stopped in order
 */
export async function shutdownInOrder(
  steps: readonly ShutdownStep[],
  deadlineMs: number,
): Promise<ShutdownReport[]> {
  const reports: ShutdownReport[] = [];
  const signal = AbortSignal.timeout(deadlineMs);
  for (const step of steps) {
    try {
      await Promise.race([Promise.resolve(step.run(signal)), rejectOnAbort(signal, step.name)]);
    } catch (thrown) {
      reports.push({ step: step.name, error: toError(thrown) });
    }
  }
  return reports;
}

function rejectOnAbort(signal: AbortSignal, step: string): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new Error(`shutdown step "${step}" was cut off by the deadline`));
    if (signal.aborted) setImmediate(fail);
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** Resolves with the name of the first SIGTERM or SIGINT; a second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
