import type { QueryParameter } from '../engine/parameters.ts';
import { ApiError } from '../errors.ts';
import type { DatasetName } from '../googlesql/names.ts';
import type { Service } from '../rest/service.ts';
import { dryRun } from './dry-run.ts';
import { execute, type Statement } from './execute.ts';
import type { Job } from './registry.ts';

/** The part of a query job's configuration that is honoured. */
export interface QueryConfiguration {
  query?: string;
  useLegacySql?: boolean;
  defaultDataset?: { projectId?: string; datasetId?: string };
  queryParameters?: QueryParameter[];
  parameterMode?: string;
  maximumBytesBilled?: string;
  destinationTable?: object;
  [other: string]: unknown;
}

/** Checks a configuration and makes the statement it asks for. @throws ApiError */
export function readStatement(
  { engine }: Service,
  project: string,
  configuration: QueryConfiguration,
): Statement {
  const { query, useLegacySql, defaultDataset } = configuration;
  if (typeof query !== 'string' || query.trim() === '')
    throw new ApiError('required', 'Required parameter is missing: query', 'query');
  if (useLegacySql === true)
    throw new ApiError(
      'notImplemented',
      'Legacy SQL is not supported: set useLegacySql to false and write GoogleSQL.',
      'useLegacySql',
    );
  if (configuration.destinationTable) {
    throw new ApiError(
      'notImplemented',
      'destinationTable is not supported: use CREATE TABLE … AS SELECT or INSERT.',
      'destinationTable',
    );
  }
  const dataset: DatasetName | undefined = defaultDataset?.datasetId
    ? { project: defaultDataset.projectId ?? project, dataset: defaultDataset.datasetId }
    : undefined;
  const sql = query.replace(/[\s;]+$/, '');
  return { sql, scope: engine.scope(project, dataset), parameters: configuration.queryParameters ?? [] };
}

/** Runs a query job to its end. */
export async function runQuery(
  service: Service,
  job: Job,
  statement: Statement,
  maximumBytesBilled: string | undefined,
): Promise<void> {
  const { bytes } = await dryRun(service.engine, statement, job.abort.signal);
  job.bytesProcessed = bytes;
  refuseBytes(bytes, maximumBytesBilled);
  job.outcome = await execute(service.engine, statement, job.abort.signal);
}

/** Bytes are billed from 10 MB up, by the megabyte. https://cloud.google.com/bigquery/pricing#on_demand_pricing */
const MEGABYTE = 1024 * 1024;
const LEAST_BILLED_MB = 10;

export function billedBytes(processed: number): number {
  return processed === 0 ? 0 : Math.max(LEAST_BILLED_MB, Math.ceil(processed / MEGABYTE)) * MEGABYTE;
}

function refuseBytes(processed: number, limit: string | undefined): void {
  if (limit === undefined || limit === '' || Number(limit) <= 0) return;
  const billed = billedBytes(processed);
  if (billed > Number(limit)) {
    throw new ApiError(
      'bytesBilledLimitExceeded',
      `Query exceeded limit for bytes billed: ${limit}. ${billed} or higher required.`,
    );
  }
}
