/** Milliseconds of a protobuf JSON duration such as `"600s"` or `"0.5s"`; null if it is not one. */
export function parseSeconds(text: string): number | null {
  const match = /^(\d+)(?:\.(\d{1,9}))?s$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * 1000 + Math.round(Number(`0.${match[2] ?? 0}`) * 1000);
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
