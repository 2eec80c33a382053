import type { DuckDBValue } from '@duckdb/node-api';
import { appendColumns } from '../engine/append.ts';
import { qualified } from '../engine/catalog.ts';
import { toColumns } from '../engine/chunks.ts';
import { partitionBounds } from '../engine/partition-bounds.ts';
import { quote } from '../engine/schema.ts';
import { readRow, ValueError } from '../engine/values.ts';
import { ApiError, type ErrorProto } from '../errors.ts';
import { showTable } from '../googlesql/names.ts';
import { readRows } from '../jobs/rows.ts';
import { timestampForm, withTimestamps } from './cells.ts';
import { type Call, type Route, wholeNumber } from './route.ts';
import type { Service } from './service.ts';
import { tableName } from './tables.ts';

interface InsertRow {
  insertId?: string;
  json?: Record<string, unknown>;
}

interface RowErrors {
  readonly index: number;
  readonly errors: ErrorProto[];
}

/** Rows of one request, as BigQuery limits them. */
const MAX_INSERT_ROWS = 50_000;
const DEFAULT_LIST_ROWS = 10_000;

async function insertAll({ engine, insertIds, faults, now }: Service, call: Call): Promise<object> {
  const table = engine.catalog.table(tableName(call));
  const {
    rows = [],
    skipInvalidRows = false,
    ignoreUnknownValues = false,
    templateSuffix,
  } = call.body as {
    rows?: InsertRow[];
    skipInvalidRows?: boolean;
    ignoreUnknownValues?: boolean;
    templateSuffix?: string;
  };
  if (table.kind === 'VIEW')
    throw new ApiError('invalid', `Cannot add rows to a table of type VIEW: ${showTable(table.name)}.`);
  if (templateSuffix)
    throw new ApiError(
      'notImplemented',
      'templateSuffix is not supported: create the table first and leave templateSuffix out.',
      'templateSuffix',
    );
  if (!Array.isArray(rows) || rows.length === 0)
    throw new ApiError('invalid', 'No rows present in the request.');
  if (rows.length > MAX_INSERT_ROWS)
    throw new ApiError(
      'invalid',
      `Too many rows present in the request: ${rows.length}, limit: ${MAX_INSERT_ROWS}.`,
    );

  const good: DuckDBValue[][] = [];
  const goodIds: string[] = [];
  const insertErrors: RowErrors[] = [];
  const id = showTable(table.name);
  const bounds = partitionBounds(table, now());
  const inRequest = new Set<string>();
  rows.forEach((row, index) => {
    try {
      if (faults.roll('partial-rows', 'tabledata.insertAll')) throw new ValueError('Injected fault', '');
      const values = readRow(table.fields, row.json ?? {}, { ignoreUnknownValues });
      const refusal = bounds?.refuse(values[bounds.column] ?? null);
      if (refusal !== undefined) throw new ValueError(refusal, '');
      if (row.insertId !== undefined && row.insertId !== '') {
        if (inRequest.has(row.insertId) || insertIds.seen(id, row.insertId)) return;
        inRequest.add(row.insertId);
        goodIds.push(row.insertId);
      }
      good.push(values);
    } catch (thrown) {
      if (!isValueError(thrown)) throw thrown;
      insertErrors.push({
        index,
        errors: [
          {
            reason: 'invalid',
            location: thrown.location,
            debugInfo: '',
            message: thrown.message,
          } as ErrorProto,
        ],
      });
    }
  });
  if (insertErrors.length > 0 && !skipInvalidRows) {
    const bad = new Set(insertErrors.map(({ index }) => index));
    const stopped = rows.flatMap((_, index) =>
      bad.has(index)
        ? []
        : [
            {
              index,
              errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' } as ErrorProto],
            },
          ],
    );
    return { kind: 'bigquery#tableDataInsertAllResponse', insertErrors: [...insertErrors, ...stopped] };
  }
  await appendColumns(engine.writer, table, toColumns(table.fields.length, good));
  insertIds.remember(id, goodIds);
  return {
    kind: 'bigquery#tableDataInsertAllResponse',
    ...(insertErrors.length > 0 ? { insertErrors } : {}),
  };
}

const isValueError = (thrown: unknown): thrown is ValueError =>
  (thrown as { name?: string })?.name === 'ValueError';

async function list({ engine }: Service, call: Call): Promise<string> {
  const table = engine.catalog.table(tableName(call));
  if (table.kind === 'VIEW')
    throw new ApiError('invalid', `Cannot list a table of type VIEW: ${showTable(table.name)}.`);
  const size = wholeNumber(call.params.maxResults, 'maxResults') ?? DEFAULT_LIST_ROWS;
  const start = wholeNumber(call.params.pageToken ?? call.params.startIndex, 'startIndex') ?? 0;
  const selected = call.params.selectedFields?.split(',').map((name) => name.trim().toLowerCase());
  const fields = table.fields.filter(({ name }) => !selected || selected.includes(name.toLowerCase()));
  const columns = fields.map(({ name }) => quote(name)).join(', ') || 'NULL';
  const limit = Math.min(size, DEFAULT_LIST_ROWS);
  const signal = new AbortController().signal;
  return engine.pool.withConnection(signal, async (connection) => {
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${qualified(table.name)}`);
    const total = Number(counted.getRows()[0]?.[0] ?? 0);
    // Storage order, which only changes when rows are deleted.
    const { rows } = await readRows(
      await connection.stream(
        `SELECT ${columns} FROM ${qualified(table.name)} ORDER BY rowid LIMIT ${limit} OFFSET ${start}`,
      ),
    );
    const end = start + rows.length;
    const head = {
      kind: 'bigquery#tableDataList',
      etag: table.resource.etag,
      totalRows: String(total),
      ...(end < total && rows.length > 0 ? { pageToken: String(end) } : {}),
    };
    return `${JSON.stringify(head).slice(0, -1)},"rows":[${withTimestamps(rows, fields, timestampForm(call)).join(',')}]}`;
  });
}

export const tabledataRoutes: readonly Route[] = [
  {
    verb: 'post',
    path: '/projects/:project/datasets/:dataset/tables/:table/insertAll',
    method: 'tabledata.insertAll',
    handle: insertAll,
  },
  {
    verb: 'get',
    path: '/projects/:project/datasets/:dataset/tables/:table/data',
    method: 'tabledata.list',
    handle: list,
  },
];
