import type { Phase } from './arrivals/arrivals.ts';

/**
 * How fast a profile may burn the error budget: no faster than the budget lasts its whole period (`sustained`),
 * or no faster than what wakes somebody (`page`: the factor of the shortest page in monitoring/slos/windows.yaml).
 */
export type Allowed = 'sustained' | 'page';

interface Described {
  readonly name: string;
  readonly about: string;
}

/** Requests at given times, whatever is answered. */
export interface OpenProfile extends Described {
  readonly kind: 'open';
  readonly phases: readonly Phase[];
  readonly allows: Allowed;
}

/** Connections that each send their next request when they have their answer. */
export interface ClosedProfile extends Described {
  readonly kind: 'closed';
  readonly connections: number;
  readonly seconds: number;
  readonly allows: Allowed;
}

/** More and more connections, until more bring no more answers. */
export interface StressProfile extends Described {
  readonly kind: 'stress';
  readonly connections: readonly number[];
  readonly secondsPerStep: number;
  /** Measurements of the API at its capacity, in turn with the baseline. */
  readonly rounds: number;
  readonly secondsPerRound: number;
  /** Requests at a fixed rate beyond the capacity, after a rise to it, in turn with the measurements at it. */
  readonly overload?: { readonly factor: number; readonly riseSeconds: number };
}

/** Events through the publisher, as a process. */
export interface IngestProfile extends Described {
  readonly kind: 'ingest';
  /** One publisher each; a later one comes on top of the earlier ones. */
  readonly publishers: readonly {
    readonly file: string;
    readonly rate: number | 'max';
    readonly afterSeconds: number;
    readonly seconds: number;
  }[];
  readonly allows: Allowed;
}

export type Profile = OpenProfile | ClosedProfile | StressProfile | IngestProfile;

const MINUTE = 60;

export const PROFILES: readonly Profile[] = [
  {
    name: 'smoke',
    about: 'every kind of request, two callers, ten seconds: does it work at all?',
    kind: 'closed',
    connections: 2,
    seconds: 10,
    allows: 'sustained',
  },
  {
    name: 'steady',
    about: '50 requests a second for a minute: what a normal day costs of the budget',
    kind: 'open',
    phases: [{ name: 'steady', seconds: MINUTE, rate: 50 }],
    allows: 'sustained',
  },
  {
    name: 'spike',
    about: 'ten times the normal traffic for a quarter of a minute, and the time after',
    kind: 'open',
    phases: [
      { name: 'before', seconds: 15, rate: 20 },
      { name: 'rise', seconds: 2, rate: 20, toRate: 200 },
      { name: 'spike', seconds: 15, rate: 200 },
      { name: 'after', seconds: 28, rate: 20 },
    ],
    allows: 'page',
  },
  {
    name: 'stress',
    about:
      'more and more callers until more bring no more answers: the capacity, and as a ratio to bare Express',
    kind: 'stress',
    connections: [1, 2, 4, 8, 16, 32, 64],
    secondsPerStep: 5,
    rounds: 5,
    secondsPerRound: 4,
  },
  {
    name: 'overload',
    about: 'the capacity, then three times as many requests as that: is what is accepted still served well?',
    kind: 'stress',
    connections: [4, 16, 32, 64],
    secondsPerStep: 5,
    rounds: 3,
    secondsPerRound: 10,
    // Callers come by and by, if quickly: each of the thousands needs a connection.
    overload: { factor: 3, riseSeconds: 2 },
  },
  {
    name: 'soak',
    about: '30 requests a second for half an hour (--minutes): does it stay as fast as it was?',
    kind: 'open',
    phases: [{ name: 'soak', seconds: 30 * MINUTE, rate: 30 }],
    allows: 'sustained',
  },
  {
    name: 'ingest-steady',
    about: '200 events a second for a minute, through the publisher',
    kind: 'ingest',
    publishers: [{ file: 'flights-20k', rate: 200, afterSeconds: 0, seconds: MINUTE }],
    allows: 'sustained',
  },
  {
    name: 'ingest-spike',
    about: '100 events a second, and in their midst 10,000 as fast as they go',
    kind: 'ingest',
    publishers: [
      { file: 'flights-20k', rate: 100, afterSeconds: 0, seconds: 45 },
      { file: 'flights-10k', rate: 'max', afterSeconds: 10, seconds: 30 },
    ],
    allows: 'sustained',
  },
  {
    name: 'ingest-max',
    about: '20,000 events as fast as they go',
    kind: 'ingest',
    publishers: [{ file: 'flights-20k', rate: 'max', afterSeconds: 0, seconds: 2 * MINUTE }],
    allows: 'sustained',
  },
];
