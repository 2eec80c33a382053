import { seededRandom } from '@flightdeck/random';
import { arrivals, totalSeconds } from '../arrivals/arrivals.ts';
import { MIX } from '../mix/mix.ts';
import { createQuestions } from '../mix/questions.ts';
import type { ClosedProfile, OpenProfile } from '../profiles.ts';
import type { BaselineRatios, Findings } from '../result.ts';
import { isGood, type Sample } from '../sample.ts';
import { sendClosedLoop } from '../send/closed-loop.ts';
import { sendOpenLoop } from '../send/open-loop.ts';
import { median, percentile } from '../statistics/percentile.ts';
import { round, slicesOf } from '../statistics/slices.ts';
import { answered, byEndpoint, summarise } from '../statistics/summary.ts';
import { judgeBurn } from '../verdict/burn.ts';
import { API_SLOS, type ApiContext, MAX_IN_FLIGHT, REQUEST_TIMEOUT_MS } from './context.ts';
import { watchSamples } from './watch.ts';

/** Share of the requests that goes to the baseline: every part of the run has its own to be held against. */
const CONTROL_SHARE = 0.1;
/** Parts of a run that are compared with the baseline each: enough to tell a difference from noise. */
const RATIOS = 12;

/** Runs a profile of fixed arrival times or of fixed connections against the API, and asks the SLOs. */
export async function runApi(profile: OpenProfile | ClosedProfile, context: ApiContext): Promise<Findings> {
  const { target, monitor, baseline, seed, live, signal } = context;
  const since = await monitor.mark();
  const { samples, record, end } = watchSamples(profile.name, live);
  const common = { url: target.endpoints.api, timeoutMs: REQUEST_TIMEOUT_MS, record, signal };
  let senderLateP99: number | undefined;
  try {
    if (profile.kind === 'open') {
      const { lateMs } = await sendOpenLoop({
        ...common,
        arrivals: arrivals(profile.phases, seededRandom(seed).next),
        questions: createQuestions(MIX, seededRandom(seed), CONTROL_SHARE),
        controlUrl: baseline.url,
        maxInFlight: MAX_IN_FLIGHT,
      });
      senderLateP99 = round(percentile(lateMs, 0.99));
    } else {
      const questions = createQuestions(MIX, seededRandom(seed));
      await sendClosedLoop({
        ...common,
        questions,
        connections: profile.connections,
        seconds: profile.seconds,
      });
    }
  } finally {
    end();
  }
  live('waiting for the telemetry of the last requests');
  const api = samples.filter(({ control }) => !control);
  const arrived = await monitor.counted('api-availability', since, answered(api), signal);
  const budgets = await monitor.burned(API_SLOS, since);
  const allowed = monitor.allowed(profile.allows);
  const seconds = profile.kind === 'open' ? totalSeconds(profile.phases) : profile.seconds;
  const control = samples.filter((sample) => sample.control);
  return {
    checks: [
      {
        what: 'the SLO counted every answer that was received',
        met: arrived,
        detail: `${answered(api)} answers received, ${Math.round(budgets[0]?.events ?? 0)} events counted`,
      },
      ...budgets.map((burn) => judgeBurn(burn, allowed)),
      everyEndpointAnswered(api),
    ],
    budgets,
    summary: summarise(api),
    endpoints: byEndpoint(api),
    slices: slicesOf(samples, seconds),
    ...(control.length > 0 ? { control: summarise(control), baseline: latencyRatios(samples, seconds) } : {}),
    ...(senderLateP99 === undefined ? {} : { senderLateP99 }),
  };
}

function everyEndpointAnswered(samples: readonly Sample[]): Findings['checks'][number] {
  const good = new Set(samples.filter(isGood).map(({ endpoint }) => endpoint));
  const missing = MIX.filter(({ name }) => !good.has(name)).map(({ name }) => name);
  return {
    what: 'every kind of request was answered',
    met: missing.length === 0,
    detail: missing.length === 0 ? `${MIX.length} kinds` : `never: ${missing.join(', ')}`,
  };
}

/** Median latency of the baseline to that of the API, in each part of the run. */
function latencyRatios(samples: readonly Sample[], seconds: number): BaselineRatios {
  const lengthMs = (seconds * 1000) / RATIOS;
  const medianOf = (part: number, control: boolean): number =>
    median(
      samples
        .filter((sample) => sample.control === control && isGood(sample))
        .filter(({ atMs }) => Math.floor(atMs / lengthMs) === part)
        .map(({ latencyMs }) => latencyMs),
    );
  const ratios = Array.from({ length: RATIOS }, (_, part) => medianOf(part, true) / medianOf(part, false));
  return {
    of: 'latency',
    ratios: ratios.filter(Number.isFinite).map((ratio) => Number(ratio.toPrecision(4))),
  };
}
