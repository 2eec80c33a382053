import { getJson } from '@flightdeck/own-pipeline';
import { totalSeconds } from '../arrivals/arrivals.ts';
import { baselineMix } from '../baseline/baseline.ts';
import { MIX } from '../mix/mix.ts';
import type { StressProfile } from '../profiles.ts';
import type { Findings, Measurement, StressResult } from '../result.ts';
import type { Sample } from '../sample.ts';
import { median } from '../statistics/percentile.ts';
import { slicesOf } from '../statistics/slices.ts';
import { answered, byEndpoint, summarise } from '../statistics/summary.ts';
import type { Check } from '../verdict/burn.ts';
import { API_SLOS, type ApiContext } from './context.ts';
import { findKnee } from './knee.ts';
import { measure } from './measure.ts';

/** Goodput beyond the capacity, of the goodput at it: refusing is to cost no more than a tenth. */
const LEAST_GOODPUT = 0.9;
/** Half an order of magnitude on the logarithmic scale: up to here a latency is of the objective's order. */
const SAME_ORDER = Math.sqrt(10);

/** Finds the capacity, then measures at it in turn with the baseline or with several times as much. */
export async function runStress(profile: StressProfile, context: ApiContext): Promise<Findings> {
  const { target, monitor, baseline, say, signal } = context;
  const { secondsPerStep, secondsPerRound, overload } = profile;
  const since = await monitor.mark();
  const api = { url: target.endpoints.api, mix: MIX, pid: await pidOfApi(target.endpoints.supervisor) };
  const bare = { url: baseline.url, mix: baselineMix(MIX), pid: undefined };
  const objectiveMs = monitor.latencyObjectiveMs();

  let answers = 0;
  const steps: Measurement[] = [];
  for (const connections of profile.connections) {
    if (signal.aborted) break;
    const name = `${connections} connections`;
    const { measurement, samples } = await measure(
      { ...api, name, load: { connections, seconds: secondsPerStep } },
      context,
    );
    answers += answered(samples);
    steps.push(measurement);
    say(describe(measurement));
  }
  const { connections = 1, goodPerSecond } = findKnee(steps, objectiveMs);
  say(`the knee: ${connections} connections, ${goodPerSecond.toFixed(0)} good answers a second`);

  const rounds: { api: Measurement; bare?: Measurement; over?: Measurement }[] = [];
  const overSamples: Sample[] = [];
  let overSeconds = 0;
  for (let number = 1; number <= profile.rounds && !signal.aborted; number++) {
    const setting = { load: { connections, seconds: secondsPerRound } };
    const own = await measure({ ...api, ...setting, name: `round ${number}, at capacity` }, context);
    const at = own.measurement;
    answers += answered(own.samples);
    say(describe(at));
    if (overload === undefined) {
      const other = await measure({ ...bare, ...setting, name: `round ${number}, bare Express` }, context);
      rounds.push({ api: at, bare: other.measurement });
      say(describe(other.measurement));
      continue;
    }
    const name = `round ${number}, ${overload.factor} times as many`;
    const rate = at.goodPerSecond * overload.factor;
    const phases = [
      { name: 'rise', seconds: overload.riseSeconds, rate: at.goodPerSecond, toRate: rate },
      { name, seconds: secondsPerRound, rate },
    ];
    const { measurement: over, samples } = await measure({ ...api, name, load: { phases } }, context);
    answers += answered(samples);
    rounds.push({ api: at, over });
    say(describe(over));
    const offsetMs = overSeconds * 1000;
    overSeconds += totalSeconds(phases);
    overSamples.push(...samples.map((sample) => ({ ...sample, atMs: sample.atMs + offsetMs })));
  }

  context.live('waiting for the telemetry of the last requests');
  await monitor.counted('api-availability', since, answers, signal);
  const capacityPerSecond = median(rounds.map((round) => round.api.goodPerSecond));
  const stress: StressResult = { steps, knee: { connections, capacityPerSecond }, rounds };
  const budgets = await monitor.burned(API_SLOS, since);
  const ratios = rounds.flatMap((round) =>
    round.bare === undefined ? [] : [round.api.goodPerSecond / round.bare.goodPerSecond],
  );
  return {
    checks: overload === undefined ? [found(stress)] : [found(stress), ...judgeOverload(stress, objectiveMs)],
    budgets,
    stress,
    ...(ratios.length > 0 ? { baseline: { of: 'throughput', ratios } } : {}),
    ...(overSamples.length > 0
      ? {
          summary: summarise(overSamples),
          endpoints: byEndpoint(overSamples),
          slices: slicesOf(overSamples, overSeconds),
        }
      : {}),
  };
}

const found = ({ knee }: StressResult): Check => ({
  what: 'a capacity was found that keeps the latency objective',
  met: knee.capacityPerSecond > 0,
  detail: `${knee.capacityPerSecond.toFixed(0)} good answers a second with ${knee.connections} connections`,
});

/** Whether what was accepted beyond the capacity was as much as at it, and served in time. */
export function judgeOverload({ rounds }: StressResult, objectiveMs: number): Check[] {
  const overs = rounds.flatMap(({ api, over }) =>
    over === undefined || api.goodPerSecond === 0 ? [] : [{ at: api, over }],
  );
  const goodput = median(overs.map(({ at, over }) => over.goodPerSecond / at.goodPerSecond));
  const p99 = median(overs.map(({ over }) => over.latency.p99));
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  return [
    {
      what: `goodput beyond the capacity is at least ${percent(LEAST_GOODPUT)} of it`,
      met: goodput >= LEAST_GOODPUT,
      detail: `${percent(goodput)} (median; ${overs.map(({ at, over }) => percent(over.goodPerSecond / at.goodPerSecond)).join(', ')})`,
    },
    {
      what: `p99 of what is accepted is of the order of the objective (${objectiveMs} ms): at most ${Math.round(objectiveMs * SAME_ORDER)} ms`,
      met: p99 <= objectiveMs * SAME_ORDER,
      detail: `${p99.toFixed(0)} ms (median; ${overs.map(({ over }) => over.latency.p99.toFixed(0)).join(', ')})`,
    },
  ];
}

function describe(one: Measurement): string {
  const share = (value: number | null): string => (value === null ? '?' : `${Math.round(value * 100)} %`);
  return [
    one.name.padEnd(28),
    `${one.goodPerSecond.toFixed(0).padStart(6)} good/s`,
    `${one.shedPerSecond.toFixed(0).padStart(6)} refused/s`,
    `p50 ${one.latency.p50.toFixed(1)}  p95 ${one.latency.p95.toFixed(1)}  p99 ${one.latency.p99.toFixed(1)} ms`,
    `processor: API ${share(one.apiProcessor)}, sender ${share(one.senderProcessor)}`,
    ...(one.senderLateP99 === undefined ? [] : [`sender late by p99 ${one.senderLateP99} ms`]),
  ].join('  ');
}

interface Processes {
  readonly processes: readonly { readonly name: string; readonly pid?: number }[];
}

/** An API that runs without a supervisor has its processor time to itself. */
async function pidOfApi(supervisor: string): Promise<number | undefined> {
  const answer = await getJson<Processes>(`${supervisor}/processes`).catch(() => undefined);
  return answer?.processes.find(({ name }) => name === 'api')?.pid;
}
