/**
 * A sealed run of samples in as few bytes as its values allow: times are 32-bit offsets in ms, values are
 * nothing (all equal), whole-number offsets of 8, 16 or 32 bits (idle counters, buckets) or doubles.
 * Thirty days at 60 s then cost 4 to 12 bytes a sample instead of 16.
 */
export interface Chunk {
  readonly count: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly base: number;
  readonly width: 0 | 1 | 2 | 4 | 8;
  /** Values first (they need the wider alignment), then times. */
  readonly data: ArrayBuffer;
}

/** Samples in a sealed chunk: small enough to forget piecewise, large enough that objects cost little. */
export const CHUNK_SAMPLES = 512;
/** Offsets of times are 32-bit milliseconds (49 days); a chunk stays far below. */
export const CHUNK_SPAN_MS = 24 * 3_600_000;
/** Bytes of a chunk's objects besides its data, as V8 lays them out. */
export const CHUNK_OVERHEAD_BYTES = 240;

/** Packs the first `count` samples; times ascend and span less than 2^32 ms. */
export function sealChunk(times: Float64Array, values: Float64Array, count: number): Chunk {
  const firstTime = times[0] ?? 0;
  const { base, width } = narrowest(values, count);
  const data = new ArrayBuffer(alignTo4(count * width) + count * 4);
  const packed = valueView(data, width, count);
  const offsets = new Uint32Array(data, alignTo4(count * width), count);
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? Number.NaN;
    if (packed !== undefined) packed[i] = width === 8 ? value : value - base;
    offsets[i] = (times[i] ?? 0) - firstTime;
  }
  return { count, firstTime, lastTime: times[count - 1] ?? firstTime, base, width, data };
}

/** Where the samples with start <= time <= end (unix ms) lie in a chunk, end exclusive. */
export function rangeOf(chunk: Chunk, start: number, end: number): { from: number; to: number } {
  const offsets = offsetsOf(chunk);
  return {
    from: chunk.firstTime >= start ? 0 : firstAtOrAfter(offsets, start - chunk.firstTime),
    // Times are whole milliseconds.
    to: chunk.lastTime <= end ? chunk.count : firstAtOrAfter(offsets, Math.floor(end) + 1 - chunk.firstTime),
  };
}

/**
 * Unpacks the samples [from, to) of a chunk into `times` and `values`, at index `at`.
 * Typed arrays convert natively with set(); the loops then run on doubles only, which is twice as fast.
 */
export function openChunk(
  chunk: Chunk,
  { from, to }: { readonly from: number; readonly to: number },
  times: Float64Array,
  values: Float64Array,
  at: number,
): void {
  const { width, base, firstTime } = chunk;
  const end = at + to - from;
  times.set(offsetsOf(chunk).subarray(from, to), at);
  for (let i = at; i < end; i++) times[i] = (times[i] as number) + firstTime;
  const packed = valueView(chunk.data, width, chunk.count);
  if (packed === undefined) values.fill(base, at, end);
  else values.set(packed.subarray(from, to), at);
  if (packed !== undefined && base !== 0)
    for (let i = at; i < end; i++) values[i] = (values[i] as number) + base;
}

/** Index of the first time >= `time` in ascending times, by bisection. */
export function firstAtOrAfter(times: Float64Array | Uint32Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

const offsetsOf = ({ data, count, width }: Chunk): Uint32Array =>
  new Uint32Array(data, alignTo4(count * width), count);

function narrowest(values: Float64Array, count: number): { base: number; width: Chunk['width'] } {
  if (allSame(values, count)) return { base: values[0] ?? Number.NaN, width: 0 };
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? Number.NaN;
    // A negative zero must stay one: 1 / -0 differs from 1 / 0.
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { base: 0, width: 8 };
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const span = highest - lowest;
  if (span > 0xffff_ffff) return { base: 0, width: 8 };
  return { base: lowest, width: span <= 0xff ? 1 : span <= 0xffff ? 2 : 4 };
}

function allSame(values: Float64Array, count: number): boolean {
  for (let i = 1; i < count; i++) if (!Object.is(values[i], values[0])) return false;
  return true;
}

function valueView(
  data: ArrayBuffer,
  width: Chunk['width'],
  count: number,
): Uint8Array | Uint16Array | Uint32Array | Float64Array | undefined {
  switch (width) {
    case 0:
      return undefined;
    case 1:
      return new Uint8Array(data, 0, count);
    case 2:
      return new Uint16Array(data, 0, count);
    case 4:
      return new Uint32Array(data, 0, count);
    case 8:
      return new Float64Array(data, 0, count);
  }
}

const alignTo4 = (bytes: number): number => (bytes + 3) & ~3;
