import { orAborted, toError } from '@flightdeck/service';
import { BigQuery, type Job, type Query } from '@google-cloud/bigquery';
import { Problem } from '../problems/catalogue.ts';
import { toProblem } from './classify-error.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A GoogleSQL text with its named parameters; `types` declares each, so that null has a type too. */
export interface WarehouseQuery {
  /** Names the query in labels, metrics and traces. */
  readonly name: string;
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number | null>>;
  readonly types: Readonly<Record<string, 'STRING' | 'INT64' | 'TIMESTAMP'>>;
}

/** Runs a query to its end; rejects with a Problem. */
export type RunQuery = (query: WarehouseQuery, signal: AbortSignal) => Promise<Row[]>;

export interface RunQuerySettings {
  readonly dataset: string;
  readonly deadlineMs: number;
  /** BigQuery refuses a query that would read more. */
  readonly maximumBytesBilled: number;
  /** Called with what a cancellation could not do; the caller has its answer already. */
  readonly onCancelFailed: (error: Error) => void;
}

// How long one call may wait for the result. Until the first answer a job has no id and cannot be
// cancelled, so this bounds how long an abandoned query can go on.
const WAIT_MS = 500;

/**
 * Queries with a deadline. When it passes, or `signal` aborts because nobody waits any more, the caller
 * is answered at once and the job is cancelled in BigQuery as soon as its id is known.
 */
export function createRunQuery(client: BigQuery, settings: RunQuerySettings): RunQuery {
  return async (query, signal) => {
    const deadline = AbortSignal.timeout(settings.deadlineMs);
    const ended = AbortSignal.any([signal, deadline]);
    const request: Query = {
      query: query.sql,
      params: wrapTimestamps(query),
      types: { ...query.types },
      defaultDataset: { datasetId: settings.dataset },
      maximumBytesBilled: String(settings.maximumBytesBilled),
      labels: { service: 'api', query: query.name },
    };
    try {
      return await orAborted(untilComplete(client, request, ended, settings.onCancelFailed), ended);
    } catch (thrown) {
      if (deadline.aborted && !signal.aborted) {
        throw new Problem('query-deadline-exceeded', {
          detail: `The query did not finish within ${settings.deadlineMs} ms and was cancelled`,
          cause: thrown,
        });
      }
      throw toProblem(thrown);
    }
  };
}

/** The client takes a TIMESTAMP only in its own wrapping; of a plain string it would send nothing. */
const wrapTimestamps = ({ params, types }: WarehouseQuery): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      value !== null && types[name] === 'TIMESTAMP' ? BigQuery.timestamp(String(value)) : value,
    ]),
  );

async function untilComplete(
  client: BigQuery,
  request: Query,
  ended: AbortSignal,
  onCancelFailed: (error: Error) => void,
): Promise<Row[]> {
  let step = await firstStep(client, request);
  while (step.rows === undefined) {
    if (ended.aborted) {
      await step.job.cancel().catch((thrown: unknown) => onCancelFailed(toError(thrown)));
      return [];
    }
    const { job } = step;
    // Cancels while the poll is still waiting, so that the slot is free at once.
    const cancel = (): void => {
      job.cancel().catch((thrown: unknown) => onCancelFailed(toError(thrown)));
    };
    ended.addEventListener('abort', cancel, { once: true });
    try {
      step = await nextStep(job);
    } finally {
      ended.removeEventListener('abort', cancel);
    }
    if (ended.aborted) return [];
  }
  return step.rows;
}

type Step = { readonly rows: Row[] } | { readonly rows?: undefined; readonly job: Job };

// The client's promise form loses the job when the wait ends first, so its callback form is used. It
// reports "not complete" as an error that comes with the job; an error of the API comes without.
function firstStep(client: BigQuery, request: Query): Promise<Step> {
  return new Promise((resolve, reject) => {
    client.query(request, { timeoutMs: WAIT_MS }, (error, rows, job) => {
      if (!error) resolve({ rows: rows ?? [] });
      else if (job !== null && typeof job === 'object' && 'getQueryResults' in job)
        resolve({ job: job as unknown as Job });
      else reject(error);
    });
  });
}

// Paginated by the client, its error would come without the response that says "not complete".
function nextStep(job: Job): Promise<Step> {
  return new Promise((resolve, reject) => {
    job.getQueryResults({ timeoutMs: WAIT_MS, autoPaginate: false }, (error, rows, next, response) => {
      if (response?.jobComplete === false) resolve({ job });
      else if (error) reject(error);
      else if (next) job.getQueryResults().then(([all]) => resolve({ rows: all }), reject);
      else resolve({ rows: rows ?? [] });
    });
  });
}
