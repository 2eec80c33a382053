import { getJson } from './http.ts';

export type Labels = Readonly<Record<string, string>>;

/** One line of a chart: times in Unix seconds, ascending; null where there is no finite value. */
export interface Series {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Answer {
  readonly data: {
    readonly resultType: 'vector' | 'matrix' | 'scalar' | 'string';
    readonly result: unknown;
  };
}

const BASE = '/monitoring/api/v1';

/** Evaluates a query at one moment, in Unix seconds. */
export async function queryInstant(query: string, time: number, signal?: AbortSignal): Promise<Sample[]> {
  const params = new URLSearchParams({ query, time: String(time) });
  const { data } = await getJson<Answer>(`${BASE}/query?${params}`, signal);
  if (data.resultType === 'scalar') {
    return [{ labels: {}, value: Number((data.result as [number, string])[1]) }];
  }
  const vector = data.result as { metric: Labels; value: [number, string] }[];
  return vector.map(({ metric, value }) => ({ labels: metric, value: number(value[1]) }));
}

/** Evaluates a query over a range, in Unix seconds. */
export async function queryRange(
  query: string,
  range: { readonly from: number; readonly to: number; readonly step: number },
  signal?: AbortSignal,
): Promise<Series[]> {
  const { from, to, step } = range;
  const params = new URLSearchParams({ query, start: `${from}`, end: `${to}`, step: `${step}` });
  return readMatrix(await getJson<Answer>(`${BASE}/query_range?${params}`, signal));
}

/** The lines of a range query's answer. */
export function readMatrix({ data }: Answer): Series[] {
  const matrix = data.result as { metric: Labels; values: [number, string][] }[];
  return matrix.map(({ metric, values }) => ({
    labels: metric,
    times: values.map(([time]) => time),
    values: values.map(([, value]) => finite(number(value))),
  }));
}

function number(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
