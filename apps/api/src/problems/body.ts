import { PROBLEMS, type Problem } from './catalogue.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** The RFC 9457 document for a problem; `type` is a path of this API that explains the code. */
export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const { status, title, fix } = PROBLEMS[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    fix,
    request_id: requestId,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}
