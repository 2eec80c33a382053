import type { Slice } from './statistics/slices.ts';
import type { Latency, Summary } from './statistics/summary.ts';
import type { Burn, Check } from './verdict/burn.ts';

export const RESULT_FORMAT = 'flightdeck-load/1';

/** What the run was held against in the same seconds on the same machine. */
export interface BaselineRatios {
  /** Throughput of the API to bare Express, or latency of bare Express to the API: more is better. */
  readonly of: 'throughput' | 'latency';
  readonly ratios: readonly number[];
}

/** One measurement with a fixed number of connections or at a fixed rate. */
export interface Measurement {
  readonly name: string;
  readonly connections?: number;
  readonly offeredPerSecond: number;
  readonly goodPerSecond: number;
  readonly shedPerSecond: number;
  /** Of good answers. */
  readonly latency: Latency;
  /** Share of one processor that the API's process took; null where it is not to be seen. */
  readonly apiProcessor: number | null;
  /** The same of the sender, which runs beside it. */
  readonly senderProcessor: number;
  /** How late the sender was, 99th percentile in ms; it counts into the latencies. */
  readonly senderLateP99?: number;
}

export interface StressResult {
  readonly steps: readonly Measurement[];
  /** Where more connections bring no more. */
  readonly knee: { readonly connections: number; readonly capacityPerSecond: number };
  readonly rounds: readonly {
    readonly api: Measurement;
    readonly bare?: Measurement;
    readonly over?: Measurement;
  }[];
}

export interface IngestPoint {
  readonly at: number;
  readonly confirmed: number;
  readonly stored: number;
  readonly backlog: number;
}

export interface IngestResult {
  readonly points: readonly IngestPoint[];
  readonly confirmed: number;
  /** From the first event to the last one stored. */
  readonly storedPerSecond: number;
  /** Publish to durable, in seconds. */
  readonly lagP50: number | null;
  readonly lagP99: number | null;
}

/** Everything there is to say of a run; what the report draws and `compare` reads. */
export interface RunResult {
  readonly format: typeof RESULT_FORMAT;
  readonly profile: string;
  readonly about: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly seed: number;
  readonly machine: { readonly node: string; readonly processors: number; readonly loadAverage: number };
  readonly target: string;
  readonly passed: boolean;
  readonly checks: readonly Check[];
  readonly budgets: readonly Burn[];
  readonly latencyObjectiveMs: number;
  readonly summary?: Summary;
  readonly control?: Summary;
  readonly endpoints?: Readonly<Record<string, Summary>>;
  readonly slices?: readonly Slice[];
  /** Refusals as the API names them, by reason. */
  readonly shed?: Readonly<Record<string, number>>;
  readonly senderLateP99?: number;
  readonly baseline?: BaselineRatios;
  readonly stress?: StressResult;
  readonly ingest?: IngestResult;
}

/** What a runner of one kind of profile finds out; the rest is the same for all. */
export type Findings = Pick<
  RunResult,
  | 'checks'
  | 'budgets'
  | 'summary'
  | 'control'
  | 'endpoints'
  | 'slices'
  | 'senderLateP99'
  | 'baseline'
  | 'stress'
  | 'ingest'
>;
