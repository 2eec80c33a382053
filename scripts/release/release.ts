import type { Verdict } from '../slo-gate/gate.ts';
import {
  currentImage,
  type Gcloud,
  servingRevision,
  splitTraffic,
  startCandidate,
  type Target,
  updateImage,
} from './cloud-run.ts';

export interface Outcome {
  released: boolean;
  reason: string;
}

export interface Ports {
  run: Gcloud;
  /** One look before anything is changed. */
  before: () => Promise<Verdict>;
  /** Watches a step. */
  gate: () => Promise<Verdict>;
  /** Asks the candidate whether it works at all. @throws when it does not */
  smoke: (url: string) => Promise<void>;
  log: (line: string) => void;
}

/** Enough to see a bad candidate, little enough to hurt few; then a quarter, then all. */
export const STEPS: readonly number[] = [5, 25, 100];

const TAG = 'candidate';

/**
 * Releases a service by degrees: no traffic and a smoke test by tag, then each step, watched by the gate. Anything
 * that goes wrong gives all traffic back to the revision that had it.
 */
export async function releaseService(target: Target, image: string, ports: Ports): Promise<Outcome> {
  const { run, before, gate, smoke, log } = ports;
  const first = await before();
  if (!first.promote)
    return { released: false, reason: `not started, the service is not well: ${first.reason}` };
  const stable = await servingRevision(run, target);
  const candidate = await startCandidate(run, target, image, TAG);
  if (candidate.revision === stable) return { released: true, reason: `${stable} serves this image already` };
  try {
    await smoke(candidate.url);
    for (const percent of STEPS) {
      log(`${percent} % to ${candidate.revision}`);
      await splitTraffic(run, target, [
        { revision: candidate.revision, percent },
        { revision: stable, percent: 100 - percent },
      ]);
      const { promote, reason } = await gate();
      if (!promote) throw new Error(`at ${percent} %: ${reason}`);
    }
    return { released: true, reason: `${candidate.revision} serves all traffic` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`rolling back to ${stable}: ${reason}`);
    await splitTraffic(run, target, [{ revision: stable, percent: 100 }]);
    return { released: false, reason };
  }
}

/** Releases what has no traffic to split: changes the image, watches, and puts the old one back if need be. */
export async function releaseWhole(
  kind: 'worker-pools' | 'jobs',
  target: Target,
  image: string,
  { run, before, gate, log }: Omit<Ports, 'smoke'>,
): Promise<Outcome> {
  const first = await before();
  if (!first.promote)
    return { released: false, reason: `not started, the service is not well: ${first.reason}` };
  const old = await currentImage(run, kind, target);
  if (old === image) return { released: true, reason: `${target.name} runs this image already` };
  try {
    await updateImage(run, kind, target, image);
    const { promote, reason } = await gate();
    if (!promote) throw new Error(reason);
    return { released: true, reason: `${target.name} runs ${image}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`rolling back to ${old}: ${reason}`);
    await updateImage(run, kind, target, old);
    return { released: false, reason };
  }
}
