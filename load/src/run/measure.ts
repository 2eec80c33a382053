import { seededRandom } from '@flightdeck/random';
import { arrivals, type Phase, totalSeconds } from '../arrivals/arrivals.ts';
import type { Endpoint } from '../mix/mix.ts';
import { createQuestions } from '../mix/questions.ts';
import type { Measurement } from '../result.ts';
import { isGood, isShed, type Sample } from '../sample.ts';
import { sendClosedLoop } from '../send/closed-loop.ts';
import { sendOpenLoop } from '../send/open-loop.ts';
import { percentile } from '../statistics/percentile.ts';
import { round } from '../statistics/slices.ts';
import { summarise } from '../statistics/summary.ts';
import { processorSeconds } from '../target/processor.ts';
import { MAX_IN_FLIGHT, REQUEST_TIMEOUT_MS, type RunContext } from './context.ts';
import { watchSamples } from './watch.ts';

export interface MeasureSetting {
  readonly name: string;
  readonly url: string;
  readonly mix: readonly Endpoint[];
  /** Callers that each wait for their answer, or requests at given rates whatever is answered. */
  readonly load:
    | { readonly connections: number; readonly seconds: number }
    | { readonly phases: readonly Phase[] };
  /** The process that answers, where it is to be seen. */
  readonly pid: number | undefined;
}

/** One measurement, and the samples it is made of. */
export async function measure(
  setting: MeasureSetting,
  { seed, live, signal }: RunContext,
): Promise<{ measurement: Measurement; samples: readonly Sample[] }> {
  const { name, url, mix, load, pid } = setting;
  const questions = createQuestions(mix, seededRandom(seed));
  const { samples, record, end } = watchSamples(name, live);
  const apiBefore = pid === undefined ? Number.NaN : processorSeconds(pid);
  const ownBefore = process.cpuUsage();
  const startedAt = performance.now();
  const common = { url, questions, timeoutMs: REQUEST_TIMEOUT_MS, record, signal };
  let lateMs: readonly number[] | undefined;
  try {
    if ('connections' in load) {
      await sendClosedLoop({ ...common, ...load });
    } else {
      const report = await sendOpenLoop({
        ...common,
        arrivals: arrivals(load.phases, seededRandom(seed).next),
        maxInFlight: MAX_IN_FLIGHT,
      });
      lateMs = report.lateMs;
    }
  } finally {
    end();
  }
  const tookSeconds = (performance.now() - startedAt) / 1000;
  // A closed loop ends when its time is over; an open one has sent all by then and waits for the answers.
  const per = 'connections' in load ? tookSeconds : totalSeconds(load.phases);
  const own = process.cpuUsage(ownBefore);
  const apiProcessor = pid === undefined ? Number.NaN : (processorSeconds(pid) - apiBefore) / tookSeconds;
  const measurement: Measurement = {
    name,
    ...('connections' in load ? { connections: load.connections } : {}),
    offeredPerSecond: round(samples.length / per),
    goodPerSecond: round(samples.filter(isGood).length / per),
    shedPerSecond: round(samples.filter(isShed).length / per),
    latency: summarise(samples).latency,
    apiProcessor: Number.isNaN(apiProcessor) ? null : round(apiProcessor),
    senderProcessor: round((own.user + own.system) / 1e6 / tookSeconds),
    ...(lateMs === undefined ? {} : { senderLateP99: round(percentile(lateMs, 0.99)) }),
  };
  return { measurement, samples };
}
