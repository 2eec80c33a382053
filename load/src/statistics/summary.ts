import { isGood, type Outcome, type Sample } from '../sample.ts';
import { percentiles } from './percentile.ts';
import { round } from './slices.ts';

export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface Summary {
  readonly requests: number;
  readonly good: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of good answers, in ms. */
  readonly latency: Latency;
}

const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 } as const;

/** Counts and latencies of the requests to the API. */
export function summarise(samples: readonly Sample[]): Summary {
  const outcomes: Record<string, number> = {};
  for (const { outcome } of samples) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const good = samples.filter(isGood).map(({ latencyMs }) => latencyMs);
  const found = percentiles(good, SHARES);
  return {
    requests: samples.length,
    good: good.length,
    outcomes,
    latency: {
      p50: round(found.p50),
      p90: round(found.p90),
      p95: round(found.p95),
      p99: round(found.p99),
      max: round(found.max),
    },
  };
}

/** A summary of each endpoint, by its name. */
export function byEndpoint(samples: readonly Sample[]): Record<string, Summary> {
  const groups = Map.groupBy(samples, ({ endpoint }) => endpoint);
  return Object.fromEntries([...groups].map(([name, group]) => [name, summarise(group)]));
}

/** Answers with a status, whichever: what the server must have counted. */
export const answered = (samples: readonly { readonly outcome: Outcome }[]): number =>
  samples.filter(({ outcome }) => typeof outcome === 'number').length;
