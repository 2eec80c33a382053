import {
  CHUNK_OVERHEAD_BYTES,
  CHUNK_SAMPLES,
  CHUNK_SPAN_MS,
  type Chunk,
  firstAtOrAfter,
  openChunk,
  rangeOf,
  sealChunk,
} from './chunk.ts';
import type { Labels } from './labels.ts';

/** Samples in ascending time; both arrays have the same length. */
export interface Samples {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

const EMPTY: Samples = { timestamps: new Float64Array(0), values: new Float64Array(0) };
/** A new series starts small: many live for a handful of samples (a route seen once). */
const FIRST_CAPACITY = 16;
/** Bytes of a series besides its samples: labels, key, index entry; measured on a heap snapshot's order. */
const SERIES_OVERHEAD_BYTES = 1_024;

/** One time series: sealed chunks and the open end that takes new samples. */
export class Series {
  readonly labels: Labels;
  #chunks: Chunk[] = [];
  #times = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #count = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** Unix ms of the newest sample; -Infinity when there is none. */
  get lastTime(): number {
    return this.#times[this.#count - 1] ?? this.#chunks.at(-1)?.lastTime ?? Number.NEGATIVE_INFINITY;
  }

  get firstTime(): number {
    return this.#chunks[0]?.firstTime ?? (this.#count > 0 ? (this.#times[0] ?? 0) : Number.POSITIVE_INFINITY);
  }

  get lastValue(): number | undefined {
    if (this.#count > 0) return this.#values[this.#count - 1];
    return this.#chunks.length === 0 ? undefined : this.read(this.lastTime, this.lastTime).values[0];
  }

  get sampleCount(): number {
    return this.#chunks.reduce((sum, { count }) => sum + count, this.#count);
  }

  /** Bytes held, by account. */
  get bytes(): number {
    let sum = SERIES_OVERHEAD_BYTES + this.#times.length * 16;
    for (const { data } of this.#chunks) sum += data.byteLength + CHUNK_OVERHEAD_BYTES;
    return sum;
  }

  /** @returns false when the sample is not newer than the newest one; it is then not taken */
  append(time: number, value: number): boolean {
    if (!(time > this.lastTime)) return false;
    const span = this.#count > 0 ? time - (this.#times[0] ?? 0) : 0;
    if (this.#count === CHUNK_SAMPLES || span > CHUNK_SPAN_MS) this.#seal();
    if (this.#count === this.#times.length) this.#grow();
    this.#times[this.#count] = time;
    this.#values[this.#count] = value;
    this.#count += 1;
    return true;
  }

  /** The samples with start <= time <= end (unix ms); none when the end lies before the start. */
  read(start: number, end: number): Samples {
    if (end < start) return EMPTY;
    const parts = this.#chunks
      .filter(({ firstTime, lastTime }) => lastTime >= start && firstTime <= end)
      .map((chunk) => ({ chunk, ...rangeOf(chunk, start, end) }));
    const open = this.#times.subarray(0, this.#count);
    const from = firstAtOrAfter(open, start);
    // Times are whole milliseconds.
    const to = firstAtOrAfter(open, Math.floor(end) + 1);
    const total = parts.reduce((sum, part) => sum + part.to - part.from, to - from);
    if (total === 0) return EMPTY;
    const timestamps = new Float64Array(total);
    const values = new Float64Array(total);
    let at = 0;
    for (const part of parts) {
      openChunk(part.chunk, part, timestamps, values, at);
      at += part.to - part.from;
    }
    timestamps.set(open.subarray(from, to), at);
    values.set(this.#values.subarray(from, to), at);
    return { timestamps, values };
  }

  /** Forgets whole chunks that ended before `cutoff` (unix ms). @returns whether anything is left */
  forgetBefore(cutoff: number): boolean {
    const keep = this.#chunks.findIndex(({ lastTime }) => lastTime >= cutoff);
    if (keep !== 0) this.#chunks = keep < 0 ? [] : this.#chunks.slice(keep);
    if (this.#chunks.length === 0 && this.lastTime < cutoff) this.#count = 0;
    return this.#chunks.length > 0 || this.#count > 0;
  }

  #seal(): void {
    this.#chunks.push(sealChunk(this.#times, this.#values, this.#count));
    this.#count = 0;
  }

  #grow(): void {
    const capacity = Math.min(CHUNK_SAMPLES, this.#times.length * 2);
    const times = new Float64Array(capacity);
    const values = new Float64Array(capacity);
    times.set(this.#times);
    values.set(this.#values);
    this.#times = times;
    this.#values = values;
  }
}
