import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { FastClock } from '../clock.ts';
import type { Intercept } from '../faults.ts';
import type { TimeSeriesStore } from '../store/store.ts';
import { ingestTraces, type TracesRequest } from '../traces/ingest.ts';
import type { TraceStore } from '../traces/store.ts';
import { type IngestResult, ingestMetrics, type MetricsRequest } from './metrics.ts';
import { decodeProtobuf, encodeProtobuf, type OtlpMessage } from './proto.ts';

/** One request after inflating; the SDK's batches stay far below. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const PROTOBUF = 'application/x-protobuf';

export interface OtlpServerOptions {
  readonly store: TimeSeriesStore;
  readonly traces: TraceStore;
  readonly clock: FastClock;
  readonly intercept: Intercept;
}

/** OTLP/HTTP 1.x: `/v1/metrics`, `/v1/traces`, `/v1/logs`, protobuf and JSON, gzip. */
export function createOtlpApp({ store, traces, clock, intercept }: OtlpServerOptions): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(express.raw({ type: () => true, limit: MAX_BODY_BYTES }));
  signal(app, intercept, {
    name: 'Metrics',
    rejected: 'rejectedDataPoints',
    ingest: (body) => ingestMetrics(body as MetricsRequest, store, clock),
  });
  signal(app, intercept, {
    name: 'Trace',
    rejected: 'rejectedSpans',
    ingest: (body) => ingestTraces(body as TracesRequest, traces),
  });
  // Logs go to stdout, as on Cloud Run; what is sent here is acknowledged and dropped.
  signal(app, intercept, {
    name: 'Logs',
    rejected: 'rejectedLogRecords',
    ingest: () => ({ rejected: 0, reasons: [] }),
  });
  app.use((request, response) => {
    sendError(request, response, 404, `${request.method} ${request.path} is not served here`);
  });
  const onError: ErrorRequestHandler = (error: Error & { status?: number }, request, response, _next) => {
    sendError(request, response, error.status ?? 500, error.message);
  };
  app.use(onError);
  return app;
}

interface Signal {
  readonly name: 'Metrics' | 'Trace' | 'Logs';
  /** The field of the partial success that counts what was refused. */
  readonly rejected: string;
  readonly ingest: (body: object) => IngestResult;
}

function signal(app: Express, intercept: Intercept, { name, rejected, ingest }: Signal): void {
  const path = name === 'Trace' ? '/v1/traces' : `/v1/${name.toLowerCase()}`;
  app.post(path, intercept(`Export${name}`, sendError), (request, response) => {
    let result: IngestResult;
    try {
      result = ingest(readBody(request, `Export${name}ServiceRequest`));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      sendError(request, response, 400, `body: not an OTLP ${name.toLowerCase()} request: ${reason}`);
      return;
    }
    const partialSuccess = { [rejected]: String(result.rejected), errorMessage: result.reasons.join('; ') };
    send(
      request,
      response,
      200,
      `Export${name}ServiceResponse`,
      result.rejected === 0 ? {} : { partialSuccess },
    );
  });
}

function readBody(request: Request, message: OtlpMessage): object {
  const body: unknown = request.body;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (!isJson(request)) return decodeProtobuf(message, bytes);
  const parsed: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null) throw new Error('expected an object');
  return parsed;
}

function send(
  request: Request,
  response: Response,
  status: number,
  message: OtlpMessage,
  value: Record<string, unknown>,
): void {
  response.status(status);
  if (isJson(request)) response.json(value);
  else response.type(PROTOBUF).send(Buffer.from(encodeProtobuf(message, value)));
}

/** OTLP answers errors with a google.rpc.Status in the encoding of the request. */
function sendError(request: Request, response: Response, status: number, message: string): void {
  send(request, response, status, 'RpcStatus', { message });
}

const isJson = (request: Request): boolean =>
  request.is('application/json') !== false && request.is('application/json') !== null;
