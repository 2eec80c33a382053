/** How a request ended: an HTTP status, or why there was none. */
export type Outcome = number | 'timeout' | 'reset' | 'refused' | 'unfinished' | 'not-sent';

export interface Sample {
  /** When it was due (open loop) or sent (closed loop), in ms from the start of the run. */
  readonly atMs: number;
  /** Until its last byte; of a request without an answer, how long it was waited for. */
  readonly latencyMs: number;
  readonly outcome: Outcome;
  /** The endpoint of the mix. */
  readonly endpoint: string;
  /** Whether the same-run baseline was asked, not the API. */
  readonly control: boolean;
}

/** Refused on purpose: by load shedding (503) or for the caller's rate (429). */
export const isShed = ({ outcome }: Sample): boolean => outcome === 503 || outcome === 429;

/** Answered as the caller expects, and no fault of the server. A 4xx to a bad request is a good answer. */
export const isGood = ({ outcome }: Sample): boolean =>
  typeof outcome === 'number' && outcome < 500 && outcome !== 429;
