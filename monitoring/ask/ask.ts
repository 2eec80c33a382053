import { toError } from '@flightdeck/service';
import type { Source } from './source.ts';

/** One series of an answer. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds and value, oldest first; one pair for the newest value. */
  readonly samples: readonly (readonly [time: number, value: number])[];
}

/** A query that takes longer is too dear for a panel. */
const TIMEOUT_MS = 60_000;

/** The newest value of each series. @throws Error with what the server said */
export function askNewest(source: Source, query: string): Promise<Series[]> {
  return ask(source, 'query', { query });
}

/** @param start Unix seconds, as `end` @param step seconds @throws Error with what the server said */
export function askRange(
  source: Source,
  query: string,
  range: { readonly start: number; readonly end: number; readonly step: number },
): Promise<Series[]> {
  const { start, end, step } = range;
  return ask(source, 'query_range', { query, start: String(start), end: String(end), step: String(step) });
}

/** The server's own clock, which runs fast in a drill. */
export async function askTime(source: Source): Promise<number> {
  const now = (await askNewest(source, 'time()'))[0]?.samples[0]?.[1];
  if (now === undefined) throw new Error(`${source.url} does not say what time it is`);
  return now;
}

type Pair = readonly [number, string];

interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: {
    readonly resultType: 'vector' | 'matrix' | 'scalar' | 'string';
    readonly result: readonly Result[] | Pair;
  };
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Pair;
  readonly values?: readonly Pair[];
}

async function ask({ url, headers }: Source, path: string, form: Record<string, string>): Promise<Series[]> {
  let response: Response;
  try {
    response = await fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new Error(`${url} does not answer (${reason(cause)}); is the pipeline running? npm start`, {
      cause,
    });
  }
  const text = await response.text();
  const answer = response.headers.get('content-type')?.includes('json')
    ? (JSON.parse(text) as Answer)
    : undefined;
  if (answer?.status !== 'success' || answer.data === undefined) {
    throw new Error(`${url}: ${response.status} ${answer?.error ?? text.slice(0, 200)}`);
  }
  const { resultType, result } = answer.data;
  if (resultType === 'scalar' || resultType === 'string')
    return [{ labels: {}, samples: [parsed(result as Pair)] }];
  return (result as readonly Result[]).map(({ metric, value, values }) => ({
    labels: metric,
    samples: (values ?? (value ? [value] : [])).map(parsed),
  }));
}

const parsed = ([time, value]: Pair): [number, number] => [time, Number(value.replace('Inf', 'Infinity'))];

function reason(thrown: unknown): string {
  const { cause, message } = toError(thrown);
  return cause === undefined ? message : toError(cause).message;
}
