import type { DuckDBValue } from '@duckdb/node-api';
import type { Field } from '../engine/schema.ts';
import { readRow, ValueError } from '../engine/values.ts';
import { ApiError, errorProto } from '../errors.ts';
import type { Job } from '../jobs/registry.ts';
import type { Service } from '../rest/service.ts';
import { rowBytes } from '../tables/size.ts';
import { DETECTION_ROWS, detectCsv, detectJson } from './autodetect.ts';
import { nameCells, readCsv } from './csv.ts';
import { type Destination, openDestination } from './destination.ts';
import { readNdjson } from './ndjson.ts';
import type { LoadOptions } from './options.ts';
import { type Cells, type JsonRow, lookAhead, type SourceRecord } from './records.ts';
import { createStaging, type Staging } from './staging.ts';
import { openUpload, type Upload } from './upload-file.ts';

/** Rows staged at once: four of DuckDB's vectors, a few milliseconds of the event loop. */
const BATCH_ROWS = 8192;
/** Bad records that a job names; the rest are counted. */
const MAX_ERRORS = 5;

/** A file's records as rows of the table they are for. */
interface Rows {
  readonly destination: Destination;
  readonly records: AsyncIterable<SourceRecord<JsonRow>>;
}

/** Loads an upload into its table: all rows of it or none. @throws ApiError */
export async function runLoad(
  service: Service,
  job: Job,
  options: LoadOptions,
  upload: Upload,
): Promise<void> {
  const { engine } = service;
  const bytes = openUpload(upload);
  const { destination, records } = await (options.format === 'CSV'
    ? csvRows(service, options, bytes)
    : jsonRows(service, options, bytes));
  const staging = await createStaging(engine.writer, job.id, destination.fields);
  try {
    const { rows, bad } = await stage(job, options, destination.fields, records, staging);
    await destination.commit(staging);
    job.loadStatistics = {
      inputFiles: '1',
      inputFileBytes: String(upload.end - upload.start),
      outputRows: String(rows),
      outputBytes: String(rows * rowBytes(destination.fields)),
      badRecords: String(bad),
    };
  } finally {
    await staging.drop();
  }
}

async function stage(
  job: Job,
  options: LoadOptions,
  fields: readonly Field[],
  records: AsyncIterable<SourceRecord<JsonRow>>,
  staging: Staging,
): Promise<{ rows: number; bad: number }> {
  const kind = options.format === 'CSV' ? 'CSV' : 'JSON';
  const errors: ApiError[] = [];
  let batch: DuckDBValue[][] = [];
  let rows = 0;
  let bad = 0;
  const flush = async (): Promise<void> => {
    job.abort.signal.throwIfAborted();
    await staging.append(batch);
    batch = [];
  };
  for await (const record of records) {
    const row = read(record, fields, options.ignoreUnknownValues);
    if (typeof row === 'string') {
      bad += 1;
      if (errors.length < MAX_ERRORS) errors.push(rowError(kind, record.position, row));
      if (bad > options.maxBadRecords) break;
      continue;
    }
    rows += 1;
    batch.push(row);
    if (batch.length >= BATCH_ROWS) await flush();
  }
  await flush();
  job.errors = errors.map(errorProto);
  if (bad <= options.maxBadRecords) return { rows, bad };
  const failed = new ApiError(
    'invalid',
    `Error while reading data, error message: ${kind} table encountered too many errors, giving up. Rows: ${rows + bad}; errors: ${bad}. Please look into the errors[] collection for more details.`,
  );
  job.errors.unshift(errorProto(failed));
  throw failed;
}

/** A record as the table stores it, or what is wrong with it. */
function read(
  { content, fault }: SourceRecord<JsonRow>,
  fields: readonly Field[],
  ignoreUnknownValues: boolean,
): DuckDBValue[] | string {
  if (content === undefined) return fault ?? 'The record cannot be read.';
  try {
    return readRow(fields, content, { ignoreUnknownValues });
  } catch (thrown) {
    if (thrown instanceof ValueError) return `${thrown.message} Field: ${thrown.location}`;
    throw thrown;
  }
}

const rowError = (kind: 'CSV' | 'JSON', position: number, what: string): ApiError =>
  new ApiError(
    'invalid',
    kind === 'CSV'
      ? `Error while reading data, error message: ${what}; row starting at position: ${position}`
      : `Error while reading data, error message: JSON parsing error in row starting at position ${position}: ${what}`,
  );

async function jsonRows(
  { engine }: Service,
  options: LoadOptions,
  bytes: AsyncIterable<Buffer>,
): Promise<Rows> {
  const { head, rest } = await lookAhead(readNdjson(bytes), detects(options) ? DETECTION_ROWS : 0);
  const known = head.flatMap(({ content }) => (content ? [content] : []));
  const detected = detects(options) ? detectJson(known) : undefined;
  return { destination: await openDestination(engine, options, detected), records: rest };
}

async function csvRows(
  { engine }: Service,
  options: LoadOptions,
  bytes: AsyncIterable<Buffer>,
): Promise<Rows> {
  const { csv, ignoreUnknownValues } = options;
  const { head, rest } = await lookAhead(
    readCsv(bytes, csv),
    detects(options) ? DETECTION_ROWS + (csv.skipLeadingRows ?? 0) : 0,
  );
  const found = detects(options)
    ? detectCsv(
        head.flatMap(({ content }) => (content ? [content] : [])),
        csv.skipLeadingRows,
      )
    : undefined;
  // Without a header the columns have no names: those of a table that is there already stand for them.
  const detected = found?.header || !hasColumns({ engine }, options) ? found?.fields : undefined;
  const destination = await openDestination(engine, options, detected);
  for (const field of destination.fields)
    if (field.type === 'STRUCT' || field.mode === 'REPEATED')
      throw new ApiError(
        'invalid',
        `Failed to create table: Field ${field.name} is type ${field.mode === 'REPEATED' ? 'ARRAY' : 'RECORD'}, which CSV cannot hold.`,
      );
  const skip = found?.skip ?? csv.skipLeadingRows ?? 0;
  async function* records(): AsyncGenerator<SourceRecord<JsonRow>> {
    let index = 0;
    for await (const record of rest as AsyncIterable<SourceRecord<Cells>>)
      if (index++ >= skip) yield toJson(record);
  }
  const toJson = ({ position, content, fault }: SourceRecord<Cells>): SourceRecord<JsonRow> => {
    if (content === undefined) return { position, ...(fault === undefined ? {} : { fault }) };
    try {
      return { position, content: nameCells(content, destination.fields, csv, ignoreUnknownValues) };
    } catch (thrown) {
      if (thrown instanceof ValueError) return { position, fault: thrown.message };
      throw thrown;
    }
  };
  return { destination, records: records() };
}

const detects = ({ schema, autodetect }: LoadOptions): boolean => autodetect && !schema;

const hasColumns = ({ engine }: Pick<Service, 'engine'>, { table, write }: LoadOptions): boolean =>
  write !== 'WRITE_TRUNCATE' &&
  engine.catalog.hasTable(table) &&
  engine.catalog.table(table).fields.length > 0;
