import { formatValue } from '@flightdeck/promql';
import type { TimeSeriesStore } from './store.ts';

/** One series with its samples, in VictoriaMetrics' import format. */
interface ImportLine {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix ms, ascending. */
  readonly timestamps: readonly number[];
  /** What JSON has no number for stands as text: "NaN", "+Inf", "-Inf". */
  readonly values: readonly (number | string)[];
}

export interface ImportCount {
  accepted: number;
  /** Not newer than what the series holds, or series past the limit. */
  refused: number;
}

/**
 * Stores lines of newline-delimited JSON, with the timestamps they carry.
 * @throws Error with status 400, naming the line and the field; the lines before it are stored
 */
export async function importLines(
  lines: AsyncIterable<string>,
  store: TimeSeriesStore,
): Promise<ImportCount> {
  const count: ImportCount = { accepted: 0, refused: 0 };
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text === '') continue;
    const { metric, timestamps, values } = readLine(text, number);
    const accepted = store.appendAll(metric, timestamps, values.map(readValue));
    count.accepted += accepted;
    count.refused += timestamps.length - accepted;
  }
  return count;
}

/** Everything held, one line a series, oldest samples first. */
export function* exportLines(store: TimeSeriesStore): Iterable<string> {
  for (const series of store.series()) {
    const { timestamps, values } = series.read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const shown = Array.from(values, (value) => (Number.isFinite(value) ? value : formatValue(value)));
    yield `${JSON.stringify({ metric: series.labels, timestamps: [...timestamps], values: shown })}\n`;
  }
}

const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

const readValue = (value: number | string): number =>
  typeof value === 'number' ? value : (NOT_FINITE[value] ?? Number.NaN);

function readLine(text: string, number: number): ImportLine {
  const fail = (reason: string): never => {
    throw Object.assign(new Error(`line ${number}: ${reason}`), { status: 400 });
  };
  let line: Partial<ImportLine> | null;
  try {
    line = JSON.parse(text) as Partial<ImportLine> | null;
  } catch {
    return fail('not JSON');
  }
  const { metric, timestamps, values } = line ?? {};
  const named = typeof metric === 'object' && metric !== null && typeof metric.__name__ === 'string';
  if (!named || !Object.values(metric).every((value) => typeof value === 'string')) {
    return fail('"metric" must map label names to texts, __name__ among them');
  }
  if (!Array.isArray(timestamps) || !timestamps.every((time) => Number.isSafeInteger(time))) {
    return fail('"timestamps" must be whole milliseconds');
  }
  if (!Array.isArray(values) || values.length !== timestamps.length || !values.every(isValue)) {
    return fail('"values" must be as many numbers as there are timestamps');
  }
  return { metric, timestamps, values };
}

const isValue = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value in NOT_FINITE);
