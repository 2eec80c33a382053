import { type Answer, FRESH_MS, type Question } from './answer.ts';

/** Longer than the API's own deadline, so that a cut is its doing and not ours. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Asks the API. @throws Error where no whole answer came: refused, cut off, too late, or no JSON in a broken answer */
export async function askApi(api: string, question: Question, now: () => number = Date.now): Promise<Answer> {
  const sentAtMs = now();
  const response = await fetch(`${api}${question.path}`, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  const text = await response.text();
  return {
    question,
    sentAtMs,
    receivedAtMs: now(),
    status: response.status,
    body: parse(text),
    stale: response.headers.get('cache-status')?.includes('detail=stale') ?? false,
  };
}

/** What is no JSON stays text and does not fit any answer's shape. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The question for the page after this answer, or undefined where it is the last one. */
export function nextPage({ question, status, body }: Answer): Question | undefined {
  if (status !== 200) return undefined;
  const token = (body as { next_page_token?: unknown } | null)?.next_page_token;
  if (typeof token !== 'string' || token === '') return undefined;
  const path = question.path.replace(/&page_token=.*$/, '');
  return { ...question, path: `${path}&page_token=${token}` };
}

/** A later page shows what the first one showed, which may have been as old as the cache allows. */
export const asOfFirstPage = (page: Answer, first: Answer): Answer => ({
  ...page,
  sentAtMs: first.sentAtMs - FRESH_MS[first.question.of],
  stale: page.stale || first.stale,
});
