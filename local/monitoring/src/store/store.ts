import { type Labels, labelsKey, NAME, normalizeLabels } from './labels.ts';
import { type Samples, Series } from './series.ts';

export interface StoreLimits {
  /** Series held at once; a further one is refused. */
  readonly maxSeries: number;
  /** How long samples are kept, in ms of the clock that stamps them. */
  readonly retentionMs: number;
  /** Bytes held by account; beyond them the oldest samples go first, whatever the retention. */
  readonly maxBytes: number;
}

export interface Sample {
  /** With `__name__`; need not be ordered. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix ms. */
  readonly time: number;
  readonly value: number;
}

export type Refusal = 'too many series' | 'out of order';

export interface MetricMetadata {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'unknown';
  readonly help: string;
  readonly unit: string;
}

export interface SeriesSamples extends Samples {
  readonly labels: Labels;
}

export interface StoreStats {
  readonly series: number;
  readonly samples: number;
  readonly bytes: number;
  /** Unix ms of the oldest sample, null when empty. */
  readonly oldest: number | null;
  /** Samples refused since the start, by reason. */
  readonly refused: Readonly<Record<Refusal, number>>;
}

/** When the bytes exceed their limit, the oldest part goes in steps of this share of the span held. */
const EVICTION_STEP = 1 / 32;
/** Metric names described at once; more than any catalogue here holds. */
const MAX_METADATA = 10_000;

/** Time series in memory, bounded in series, age and bytes; one writer, no I/O. */
export class TimeSeriesStore {
  readonly #limits: StoreLimits;
  readonly #byKey = new Map<string, Series>();
  readonly #byName = new Map<string, Set<Series>>();
  readonly #metadata = new Map<string, MetricMetadata>();
  readonly #refused: Record<Refusal, number> = { 'too many series': 0, 'out of order': 0 };

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  /** @returns why the sample was not taken, undefined when it was */
  append({ labels, time, value }: Sample): Refusal | undefined {
    const series = this.#seriesFor(labels);
    if (series === undefined) return this.#refuse('too many series');
    return series.append(time, value) ? undefined : this.#refuse('out of order');
  }

  /** Appends many samples of one series. @returns how many were taken */
  appendAll(labels: Sample['labels'], times: readonly number[], values: readonly number[]): number {
    const series = this.#seriesFor(labels);
    let taken = 0;
    for (const [i, time] of times.entries()) {
      if (series === undefined) this.#refuse('too many series');
      else if (series.append(time, values[i] ?? Number.NaN)) taken += 1;
      else this.#refuse('out of order');
    }
    return taken;
  }

  /** The newest sample of a series; undefined when the series is not held. */
  last(labels: Readonly<Record<string, string>>): { time: number; value: number } | undefined {
    const series = this.#byKey.get(labelsKey(normalizeLabels(labels)));
    const value = series?.lastValue;
    return series === undefined || value === undefined ? undefined : { time: series.lastTime, value };
  }

  describe(name: string, metadata: MetricMetadata): void {
    if (this.#metadata.size < MAX_METADATA || this.#metadata.has(name)) this.#metadata.set(name, metadata);
  }

  get metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.#metadata;
  }

  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** The series of one metric, or of all when `name` is undefined. */
  series(name?: string): Iterable<Series> {
    return name === undefined ? this.#byKey.values() : (this.#byName.get(name) ?? []);
  }

  /** Forgets what is past the retention at `now` (unix ms), then what the byte limit leaves no room for. */
  prune(now: number): void {
    this.#forgetBefore(now - this.#limits.retentionMs);
    const { oldest } = this.stats();
    if (oldest === null) return;
    for (
      let share = EVICTION_STEP;
      share <= 1 && this.stats().bytes > this.#limits.maxBytes;
      share += EVICTION_STEP
    ) {
      this.#forgetBefore(oldest + (now - oldest) * share);
    }
  }

  stats(): StoreStats {
    let samples = 0;
    let bytes = 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const series of this.#byKey.values()) {
      samples += series.sampleCount;
      bytes += series.bytes;
      oldest = Math.min(oldest, series.firstTime);
    }
    const refused = { ...this.#refused };
    return { series: this.#byKey.size, samples, bytes, oldest: samples === 0 ? null : oldest, refused };
  }

  /** The series of these labels, made when there is room. */
  #seriesFor(labels: Sample['labels']): Series | undefined {
    const normalized = normalizeLabels(labels);
    const key = labelsKey(normalized);
    const known = this.#byKey.get(key);
    if (known !== undefined || this.#byKey.size >= this.#limits.maxSeries) return known;
    const series = new Series(normalized);
    this.#byKey.set(key, series);
    const name = normalized[NAME] ?? '';
    const named = this.#byName.get(name) ?? new Set<Series>();
    this.#byName.set(name, named.add(series));
    return series;
  }

  #forgetBefore(cutoff: number): void {
    for (const [key, series] of this.#byKey) {
      if (series.forgetBefore(cutoff)) continue;
      this.#byKey.delete(key);
      const name = series.labels[NAME] ?? '';
      const named = this.#byName.get(name);
      named?.delete(series);
      if (named?.size === 0) this.#byName.delete(name);
    }
  }

  #refuse(reason: Refusal): Refusal {
    this.#refused[reason] += 1;
    return reason;
  }
}
