import { createInterface } from 'node:readline';
import type { RequestHandler } from 'express';
import { importLines } from '../store/import-format.ts';
import type { TimeSeriesStore } from '../store/store.ts';

/**
 * `POST /_flightdeck/backfill`: newline-delimited JSON, read as it comes; for tests and benchmarks that need
 * a history. Timestamps are honoured, so a series must be filled before it is exported live.
 */
export function backfillRoute(store: TimeSeriesStore): RequestHandler {
  return async (request, response) => {
    const lines = createInterface({ input: request, crlfDelay: Number.POSITIVE_INFINITY });
    response.json(await importLines(lines, store));
  };
}
