import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ApiTelemetry } from '../telemetry.ts';
import { isProblem } from './classify-error.ts';
import type { RunQuery } from './run-query.ts';

type Outcome = 'ok' | 'error' | 'deadline' | 'cancelled';

/** Measures every query and gives it a span within the request that caused it. */
export function observeQueries(run: RunQuery, { instruments, tracer }: ApiTelemetry): RunQuery {
  return (query, signal) =>
    tracer.startActiveSpan(
      `query ${query.name}`,
      {
        kind: SpanKind.CLIENT,
        attributes: { 'db.system.name': 'gcp.bigquery', 'db.operation.name': query.name },
      },
      async (span) => {
        const startedAt = performance.now();
        let outcome: Outcome = 'error';
        try {
          const rows = await run(query, signal);
          outcome = 'ok';
          span.setAttribute('db.response.returned_rows', rows.length);
          return rows;
        } catch (thrown) {
          outcome = outcomeOf(thrown, signal);
          span.setStatus({ code: SpanStatusCode.ERROR });
          if (isProblem(thrown)) span.setAttribute('error.type', thrown.code);
          throw thrown;
        } finally {
          const seconds = (performance.now() - startedAt) / 1000;
          instruments.warehouseRequestDuration.record(seconds, { operation: `query_${query.name}`, outcome });
          span.end();
        }
      },
    );
}

/** `cancelled` is the callers' doing; a deadline that passed is the warehouse's. */
function outcomeOf(thrown: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) return 'cancelled';
  return isProblem(thrown) && thrown.code === 'query-deadline-exceeded' ? 'deadline' : 'error';
}
