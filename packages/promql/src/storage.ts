import type { Labels } from './labels.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** One series' samples, oldest first. Arrays may be views into larger buffers; they are only read. */
export interface Series {
  readonly labels: Labels;
  /** Milliseconds since the epoch, whole, strictly ascending. */
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /**
   * 1 where the sample is a staleness marker. A flag, because JavaScript may change the payload bits of a
   * NaN, by which Prometheus tells a marker from a value. Absent: no sample is a marker.
   */
  readonly stale?: Uint8Array | undefined;
}

/** All that the engine asks of a database. */
export interface Storage {
  /**
   * Series that match every matcher, with (at least) their samples in [minTimeMs, maxTimeMs]. Samples
   * outside may be present. Labels of two series are never equal.
   */
  select(matchers: readonly Matcher[], minTimeMs: number, maxTimeMs: number): readonly Series[];
}
