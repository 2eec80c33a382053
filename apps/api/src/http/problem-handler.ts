import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { PROBLEM_TYPE, problemBody } from '../problems/body.ts';
import { PROBLEMS, Problem } from '../problems/catalogue.ts';
import { isProblem } from '../warehouse/classify-error.ts';
import { setCommonHeaders } from './common-headers.ts';

export function sendProblem(res: Response, problem: Problem): void {
  setCommonHeaders(res);
  res.status(problem.status).set('Cache-Control', 'no-store');
  // RFC 9110 asks for it.
  if (problem.code === 'method-not-allowed') res.set('Allow', 'GET, HEAD');
  if (problem.retryAfterSeconds !== undefined) res.set('Retry-After', String(problem.retryAfterSeconds));
  res.type(PROBLEM_TYPE).send(JSON.stringify(problemBody(problem, res.locals.requestId ?? '')));
}

/** The last handler: turns whatever was thrown into problem+json; `report` gets what is not the caller's fault. */
export function problemHandler(report: (problem: Problem, requestId: string) => void): ErrorRequestHandler {
  return (thrown, _req, res, next) => {
    const problem = asProblem(thrown);
    res.locals.problem = problem.code;
    if (problem.status >= 500) report(problem, res.locals.requestId ?? '');
    // Too late for an answer: Express closes the connection.
    if (res.headersSent) return next(thrown);
    sendProblem(res, problem);
  };
}

export const notFound: RequestHandler = (req) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new Problem('method-not-allowed');
  throw new Problem('not-found', { detail: `${req.path.slice(0, 100)} is not a path of this API` });
};

/** Explains a code: where a problem's `type` leads. */
export const explainProblem: RequestHandler = (req, res) => {
  const code = String(req.params.code);
  if (!Object.hasOwn(PROBLEMS, code)) throw new Problem('not-found');
  res.json({ code, ...PROBLEMS[code as keyof typeof PROBLEMS] });
};

function asProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  // Express and its router mark a malformed URL with a status of 400.
  if (typeof thrown === 'object' && thrown !== null && 'status' in thrown && thrown.status === 400) {
    return new Problem('invalid-parameter', {
      detail: 'path: is not properly percent-encoded',
      errors: [
        {
          parameter: 'path',
          detail: 'is not properly percent-encoded',
          fix: 'encode a percent sign as %25',
        },
      ],
      cause: thrown,
    });
  }
  return new Problem('internal', { cause: thrown });
}
