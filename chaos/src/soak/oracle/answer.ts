/** What the oracle asks; `path` is the whole request. */
export type Question =
  | { readonly of: 'flight'; readonly path: string; readonly eventId: string }
  | { readonly of: 'flights'; readonly path: string; readonly origin: string; readonly destination: string }
  | { readonly of: 'routes'; readonly path: string; readonly origin?: string }
  | { readonly of: 'systems'; readonly path: string };

/** What came back. Times are Unix milliseconds. */
export interface Answer {
  readonly question: Question;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly status: number;
  readonly body: unknown;
  /** The API itself says that it is an old answer in place of one that could not be made. */
  readonly stale: boolean;
}

/** A fault of an answer, as a person reads it. */
export interface WrongAnswer {
  readonly path: string;
  readonly atMs: number;
  readonly why: string;
}

/** How long the API may keep an answer, by its own documentation, in ms. */
export const FRESH_MS: Readonly<Record<Question['of'], number>> = {
  flight: 60_000,
  flights: 2_000,
  routes: 10_000,
  systems: 2_000,
};

/** The API's query deadline (5 s) and its wait for a free query: an answer is at most this much older when it is made. */
const MAKING_MS = 6_000;
/** How long past its freshness an answer may stand in while no newer one can be made: STALE_IF_ERROR_SECONDS. */
const STALE_IF_ERROR_MS = 600_000;

/**
 * What was visible by this time must be in the answer, in Unix ms. Where the machine stalls, so do the API's own
 * deadlines: as long as this answer was under way, the load that it joined may have been longer.
 */
export function horizonMs({ question, sentAtMs, receivedAtMs, stale }: Answer): number {
  const underWayMs = receivedAtMs - sentAtMs;
  return sentAtMs - underWayMs - FRESH_MS[question.of] - MAKING_MS - (stale ? STALE_IF_ERROR_MS : 0);
}
