import { catalogue } from '@flightdeck/telemetry';

export interface HistoryOptions {
  readonly systems: number;
  readonly hours: number;
  /** Unix ms of the last sample. */
  readonly endMs: number;
}

export interface HistorySeries {
  readonly metric: Record<string, string>;
  readonly timestamps: number[];
  readonly values: number[];
}

/** Cloud Monitoring's density. */
const STEP_MS = 60_000;
/** So that every run has the same history. */
const SEED = 1;
const ROUTES = ['/v1/flights', '/v1/flights/{event_id}', '/v1/routes', '/v1/airports/{iata}', '/v1/systems'];
/** Shares of requests by code class; the API of the history is a little unwell. */
const CODES = { '2xx': 0.98, '4xx': 0.0195, '5xx': 0.0005 } as const;

/** What a fleet's pipeline would have reported: traffic with a daily wave, every tenth system slow at times. */
export function* fleetHistory({ systems, hours, endMs }: HistoryOptions): Iterable<HistorySeries> {
  const random = generator(SEED);
  const count = Math.floor((hours * 3_600_000) / STEP_MS) + 1;
  const timestamps = Array.from({ length: count }, (_, i) => endMs - (count - 1 - i) * STEP_MS);
  const counter = (metric: Record<string, string>, perStep: (i: number) => number): HistorySeries => {
    let sum = 0;
    return {
      metric,
      timestamps,
      values: timestamps.map((_, i) => (sum += Math.max(0, Math.round(perStep(i))))),
    };
  };
  const wave = (i: number): number => 1 + 0.5 * Math.sin((2 * Math.PI * i) / 1440) + 0.2 * (random() - 0.5);
  const subscriber = { job: 'subscriber', instance: 'history', location: 'local' };
  const api = { job: 'api', instance: 'history', location: 'local' };

  for (let n = 1; n <= systems; n++) {
    const labels = { ...subscriber, system: `system-${String(n).padStart(2, '0')}` };
    const size = 20 + random() * 200;
    const slow = n % 10 === 0;
    const lag = (i: number): number => (slow && i % 400 < 30 ? 15 : 0.4 + 0.3 * random());
    const { name: events } = catalogue.ingestEvents;
    for (const [outcome, share] of [
      ['stored', 1],
      ['rejected', 0.001],
      ['failed', slow ? 0.002 : 0],
    ] as const) {
      yield counter({ __name__: events, ...labels, outcome }, (i) => size * share * wave(i) + random() - 0.5);
    }
    yield* histogram(catalogue.ingestLag, labels, (i) => [Math.round(size * wave(i)), lag(i)], timestamps);
    const { name } = catalogue.ingestLastCommitTimestamp;
    yield {
      metric: { __name__: name, ...labels },
      timestamps,
      values: timestamps.map((ms, i) => ms / 1000 - lag(i)),
    };
  }
  for (const route of ROUTES) {
    for (const [code_class, share] of Object.entries(CODES)) {
      const metric = { __name__: catalogue.httpServerRequests.name, ...api, route, code_class };
      yield counter(metric, (i) => 300 * share * wave(i) + random() - 0.5);
    }
    const labels = { ...api, route, method: 'GET', code: '200' };
    yield* histogram(
      catalogue.httpServerRequestDuration,
      labels,
      (i) => [Math.round(300 * wave(i)), 0.02 + 0.1 * random()],
      timestamps,
    );
  }
}

interface Buckets {
  readonly name: string;
  readonly buckets: readonly number[];
}

/** Values lie around the mean of their step, half of them up to twice it. */
function* histogram(
  { name, buckets }: Buckets,
  labels: Record<string, string>,
  stepOf: (i: number) => [events: number, mean: number],
  timestamps: number[],
): Iterable<HistorySeries> {
  const steps = timestamps.map((_, i) => stepOf(i));
  const cumulative = (of: (events: number, mean: number) => number): number[] => {
    let sum = 0;
    return steps.map(([events, mean]) => (sum += of(events, mean)));
  };
  for (const bound of [...buckets, Number.POSITIVE_INFINITY]) {
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
    const below = (events: number, mean: number) => Math.round(events * Math.min(1, bound / (2 * mean)));
    yield { metric: { __name__: `${name}_bucket`, ...labels, le }, timestamps, values: cumulative(below) };
  }
  yield {
    metric: { __name__: `${name}_count`, ...labels },
    timestamps,
    values: cumulative((events) => events),
  };
  yield {
    metric: { __name__: `${name}_sum`, ...labels },
    timestamps,
    values: cumulative((events, mean) => events * mean),
  };
}

/** Park and Miller's generator: numbers in [0, 1) that are the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}
