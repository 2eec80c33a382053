import { type OwnPipeline, startPipeline } from '@flightdeck/own-pipeline';
import type { Claim } from '../document/schema.ts';

export type SystemUnderTest = OwnPipeline;

export interface StartSetting {
  readonly root: string;
  readonly dataDir: string;
  readonly timeScale: number;
  readonly portOffset: number;
  readonly claim: Pick<Claim, 'rate' | 'consumer-rate' | 'systems' | 'canary-every'>;
}

/** Starts a pipeline of its own for one experiment, in fast time; it is ready when events are stored. */
export function startSystem(setting: StartSetting, signal: AbortSignal): Promise<SystemUnderTest> {
  const { root, dataDir, timeScale, portOffset, claim } = setting;
  return startPipeline(
    {
      root,
      dataDir,
      portOffset,
      options: [
        ...['--time-scale', String(timeScale), '--rate', String(claim.rate)],
        ...['--consumer-rate', String(claim['consumer-rate']), '--systems', String(claim.systems)],
        ...(claim['canary-every'] === undefined ? [] : ['--canary-every', String(claim['canary-every'])]),
      ],
      ready: ({ publisher, stored }) => publisher.confirmed > 0 && stored > 0,
    },
    signal,
  );
}
