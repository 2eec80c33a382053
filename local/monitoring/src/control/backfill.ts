import { createInterface } from 'node:readline';
import type { RequestHandler } from 'express';
import type { TimeSeriesStore } from '../store/store.ts';

/** One line of the body: a series with its samples, in VictoriaMetrics' import format. */
interface Line {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix ms, ascending, older than what the series holds is refused. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/**
 * `POST /_flightdeck/backfill`: newline-delimited JSON, read as it comes; for tests and benchmarks that need
 * a history. Timestamps are honoured, so a series must be filled before it is exported live.
 */
export function backfillRoute(store: TimeSeriesStore): RequestHandler {
  return async (request, response) => {
    let accepted = 0;
    let refused = 0;
    let number = 0;
    for await (const text of createInterface({ input: request, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text === '') continue;
      const line = readLine(text, number);
      for (const [i, time] of line.timestamps.entries()) {
        const refusal = store.append({ labels: line.metric, time, value: line.values[i] ?? Number.NaN });
        if (refusal === undefined) accepted += 1;
        else refused += 1;
      }
    }
    response.json({ accepted, refused });
  };
}

function readLine(text: string, number: number): Line {
  const fail = (reason: string): never => {
    throw Object.assign(new Error(`line ${number}: ${reason}`), { status: 400 });
  };
  let line: Partial<Line>;
  try {
    line = JSON.parse(text) as Partial<Line>;
  } catch {
    return fail('not JSON');
  }
  const { metric, timestamps, values } = line;
  const named = typeof metric === 'object' && metric !== null && typeof metric.__name__ === 'string';
  if (!named || !Object.values(metric).every((value) => typeof value === 'string')) {
    return fail('"metric" must map label names to texts, __name__ among them');
  }
  const whole = Array.isArray(timestamps) && timestamps.every((time) => Number.isSafeInteger(time));
  if (!whole) return fail('"timestamps" must be whole milliseconds');
  if (!Array.isArray(values) || values.length !== timestamps.length) {
    return fail('"values" must be as many numbers as there are timestamps');
  }
  if (!values.every((value) => typeof value === 'number')) return fail('"values" must be numbers');
  return { metric, timestamps, values };
}
