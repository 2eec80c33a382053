/** google.protobuf.Duration as plain data. */
export interface Duration {
  readonly seconds?: number;
  readonly nanos?: number;
}

/** google.protobuf.Timestamp as plain data. */
export interface Timestamp {
  readonly seconds?: number;
  readonly nanos?: number;
}

/** @returns milliseconds, or undefined where there is no duration */
export function durationMs(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : (duration.seconds ?? 0) * 1000 + (duration.nanos ?? 0) / 1e6;
}

/** Milliseconds since the epoch of a timestamp. */
export function timestampMs(timestamp: Timestamp): number {
  return (timestamp.seconds ?? 0) * 1000 + (timestamp.nanos ?? 0) / 1e6;
}

export function toTimestamp(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

/** RFC 3339, as Pub/Sub writes times into attributes. */
export const timestampText = (ms: number): string => new Date(ms).toISOString();
