import { clockNow } from '../../chaos/src/system/observe.ts';
import type { SystemUnderTest } from '../../chaos/src/system/start.ts';

const MINUTE_SECONDS = 60;
/** The prober's ticket judges a day by 200 probes at least; a failed one in fifty still makes it fire. */
const PROBES = 240;
const LIMIT_MS = 30_000;

/**
 * Gives the prober the day that went before: one good probe a minute. In fast time a probe takes as long as
 * ever, so that a day's worth of them would take longer than all rehearsals together.
 */
export async function loadHistory({ endpoints }: SystemUnderTest): Promise<void> {
  const end = Math.floor(await clockNow(endpoints)) - MINUTE_SECONDS;
  const minutes = Array.from({ length: PROBES }, (_, index) => index);
  const series = {
    metric: {
      __name__: 'canary_probes_total',
      outcome: 'success',
      job: 'canary',
      instance: 'before',
    },
    timestamps: minutes.map((index) => (end - (PROBES - index) * MINUTE_SECONDS) * 1000),
    values: minutes,
  };
  const response = await fetch(`${endpoints.monitoring}/_flightdeck/backfill`, {
    method: 'POST',
    body: `${JSON.stringify(series)}\n`,
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) throw new Error(`backfill: ${response.status} ${await response.text()}`);
}
