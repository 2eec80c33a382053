/** What the address says about time: a span up to now, or two fixed moments. */
export type Range =
  | { readonly kind: 'last'; readonly text: string; readonly seconds: number }
  | { readonly kind: 'fixed'; readonly from: number; readonly to: number };

export const DEFAULT_RANGE = '1h';
export const RANGE_CHOICES = ['15m', '1h', '6h', '1d', '3d', '30d'] as const;

const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3_600, d: 86_400 };
const LONGEST_SECONDS = 60 * 86_400;

/** Reads `?range=1h` or `?from=&to=` (RFC 3339); what cannot be read counts as the default. */
export function readRange(query: Readonly<Record<string, string>>): Range {
  const from = Date.parse(query.from ?? '') / 1000;
  const to = Date.parse(query.to ?? '') / 1000;
  if (from < to) return { kind: 'fixed', from, to };
  return last(query.range) ?? { kind: 'last', text: DEFAULT_RANGE, seconds: 3_600 };
}

function last(text: string | undefined): Range | undefined {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text ?? '') ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit ?? ''] ?? 0);
  if (!(seconds >= 60 && seconds <= LONGEST_SECONDS)) return undefined;
  return { kind: 'last', text: text ?? '', seconds };
}

/** The part of the address that says the same; the default is left out. */
export function rangeParams(range: Range): Record<string, string> {
  if (range.kind === 'fixed') return { from: rfc3339(range.from), to: rfc3339(range.to) };
  return range.text === DEFAULT_RANGE ? {} : { range: range.text };
}

const rfc3339 = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The part of an address that stands for a span, in Unix seconds. */
export const spanParams = (from: number, to: number): Record<string, string> =>
  rangeParams({ kind: 'fixed', from: Math.floor(from), to: Math.ceil(to) });

export interface Window {
  readonly from: number;
  readonly to: number;
  /** Seconds between two points of a chart. */
  readonly step: number;
}

/** As many points as a wide screen can tell apart. */
const POINTS = 240;
/** Metrics arrive at best this often. */
const SHORTEST_STEP_SECONDS = 5;

/** The moments a range stands for at `now` (Unix seconds), aligned to the step so that charts do not shiver. */
export function windowOf(range: Range, now: number): Window {
  const to = range.kind === 'fixed' ? range.to : now;
  const seconds = range.kind === 'fixed' ? range.to - range.from : range.seconds;
  const step = Math.max(SHORTEST_STEP_SECONDS, Math.ceil(seconds / POINTS));
  const end = Math.floor(to / step) * step;
  return { from: end - Math.floor(seconds / step) * step, to: end, step };
}
