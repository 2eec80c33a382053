import type { RequestListener, ServerResponse } from 'node:http';
import { PROBLEM_TYPE, problemBody } from '../problems/body.ts';
import { Problem } from '../problems/catalogue.ts';
import type { ApiTelemetry } from '../telemetry.ts';
import type { LoadShedder } from './load-shedder.ts';

// Long enough for the feedback to settle.
const RETRY_AFTER_SECONDS = 1;
// Probes must tell that the process lives and is busy, not be refused because of it.
const ALWAYS = new Set(['/healthz', '/readyz']);

/**
 * Stands before the app. A refusal must cost next to nothing, or refusing would itself be the overload: one
 * write of bytes made beforehand, without Express, a span or a log line.
 */
export function admit(
  app: RequestListener,
  shedder: LoadShedder,
  { instruments }: Pick<ApiTelemetry, 'instruments'>,
): RequestListener {
  return (req, res) => {
    if (ALWAYS.has(req.url ?? '')) return app(req, res);
    const reason = shedder.enter();
    if (reason === undefined) {
      res.once('close', () => shedder.leave());
      return app(req, res);
    }
    refuse(res);
    instruments.apiShedRequests.add(1, { reason });
    instruments.httpServerRequestDuration.record(0, { method: 'GET', route: 'other', code: '503' });
  };
}

// Text, not bytes: Node then sends head and body in one write.
const BODY = JSON.stringify(problemBody(new Problem('overloaded'), ''));
const HEADERS = {
  'Content-Type': PROBLEM_TYPE,
  'Content-Length': Buffer.byteLength(BODY),
  'Cache-Control': 'no-store',
  'Retry-After': RETRY_AFTER_SECONDS,
};

const refuse = (res: ServerResponse): void => void res.writeHead(503, HEADERS).end(BODY);
