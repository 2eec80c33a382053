import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPipeline } from '@flightdeck/own-pipeline';
import type { Profile } from '../profiles.ts';
import type { Target } from './target.ts';

/**
 * Metrics are exported every 6 s instead of every 10 s, and a run's verdict waits for one export only; faster,
 * monitoring's own evaluations would take processor time from what is measured.
 */
const TIME_SCALE = 10;

/** All load comes from one address here; in production it comes from many, each below its limit. */
const UNLIMITED_REQUESTS_PER_MINUTE = '100000000';

/** A pipeline for one run: a data set stored (which also warms the way there), nothing else going on. */
export async function startOwn(
  root: string,
  portOffset: number,
  signal: AbortSignal,
  { kind }: Pick<Profile, 'kind'>,
): Promise<Target> {
  // The mix asks for flights-20k; an ingest profile is yet to publish it.
  const dataSet = kind === 'ingest' ? 'flights-2k' : 'flights-20k';
  const dataDir = await mkdtemp(join(tmpdir(), 'flightdeck-load-'));
  const pipeline = await startPipeline(
    {
      root,
      dataDir,
      portOffset,
      options: [
        ...['--file', dataSet, '--rate', 'max', '--time-scale', String(TIME_SCALE)],
        ...['--no-consumer', '--no-canary'],
      ],
      env: { REQUESTS_PER_MINUTE: UNLIMITED_REQUESTS_PER_MINUTE },
      ready: ({ publisher, stored }) => publisher.done === true && stored >= publisher.confirmed,
    },
    signal,
  );
  return {
    ...pipeline,
    own: true,
    async stop() {
      await pipeline.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
