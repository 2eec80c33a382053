import { tableFields } from '@flightdeck/flight-event';
import type { Table } from '@google-cloud/bigquery';
import type { AppendResult, Row, Warehouse } from '../ports.ts';
import { tableRow } from './row-encoder.ts';

interface InsertAllResponse {
  readonly insertErrors?: readonly {
    readonly index: number;
    readonly errors: readonly {
      readonly reason?: string;
      readonly location?: string;
      readonly message?: string;
    }[];
  }[];
}

/** Longest that one request may take. */
const REQUEST_TIMEOUT_MS = 30_000;

const TIMESTAMPS = new Set(tableFields.filter(({ type }) => type === 'TIMESTAMP').map(({ name }) => name));

/**
 * Writes through `tabledata.insertAll`. The body goes out as text: the client's own `table.insert` walks every row
 * deeply and sends bad rows again three times.
 * @param table of a client made with `autoRetry: false`: the pipeline decides about trying again
 */
export const createInsertAll = (table: Table): Warehouse => ({
  async append(rows, ingestedAtMicros) {
    const body = JSON.stringify({
      skipInvalidRows: true,
      rows: rows.map((row) => ({ insertId: row.message.messageId, json: json(row, ingestedAtMicros) })),
    });
    const [response] = (await table.request({
      method: 'POST',
      uri: '/insertAll',
      body,
      headers: { 'content-type': 'application/json' },
      timeout: REQUEST_TIMEOUT_MS,
    })) as unknown as [InsertAllResponse];
    return toResult(response);
  },
});

/** Only the reason `invalid` blames the row; a row that was `stopped` or timed out is as good as before. */
function toResult({ insertErrors = [] }: InsertAllResponse): AppendResult {
  const refused: { index: number; reason: string }[] = [];
  let restStored = true;
  for (const { index, errors } of insertErrors) {
    const invalid = errors.find(({ reason }) => reason === 'invalid');
    if (invalid === undefined) restStored = false;
    else refused.push({ index, reason: [invalid.location, invalid.message].filter(Boolean).join(': ') });
  }
  return { refused, restStored };
}

/** BigQuery reads a TIMESTAMP in JSON as text, exact to the microsecond; a number would lose digits. */
function json(row: Row, ingestedAtMicros: number): Record<string, string | number> {
  const fields: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(tableRow(row, ingestedAtMicros))) {
    fields[name] = TIMESTAMPS.has(name) ? rfc3339(Number(value)) : value;
  }
  return fields;
}

function rfc3339(micros: number): string {
  const ms = Math.floor(micros / 1_000);
  const rest = String(micros - ms * 1_000).padStart(3, '0');
  return new Date(ms).toISOString().replace('Z', `${rest}Z`);
}
