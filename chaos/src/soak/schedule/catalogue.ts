import type { SeededRandom } from '@flightdeck/random';
import type { Action, FaultAction, ProcessAction, Server } from './document.ts';

/** One thing that can be drawn: an action with its details left to chance. */
export interface Draw {
  /** A span of seconds it may last, or 0 for what happens at once. */
  readonly seconds: readonly [min: number, max: number];
  /** Whether a process ends by it. */
  readonly endsProcess: boolean;
  readonly action: (random: SeededRandom, number: number) => Action;
}

/** Long enough that retries and leases come into play, short enough that many fit into five minutes. */
const FAULT_SECONDS = [3, 20] as const;
/** A frozen or stopped process stops a whole part of the pipeline: a quarter minute shows all that it shows. */
const DOWN_SECONDS = [3, 15] as const;
const AT_ONCE = [0, 0] as const;

/** The methods at which faults of each kind bite, and the codes that the real services answer with. */
interface Kind {
  readonly kind: string;
  readonly methods: readonly string[];
  readonly codes?: readonly string[];
  readonly latencyMs?: readonly [min: number, max: number];
  /** Of one row or message in how many, at most; whole calls otherwise. */
  readonly mostShare?: number;
  readonly jumpSeconds?: readonly [min: number, max: number];
}

const KINDS: Readonly<Record<Server, readonly Kind[]>> = {
  pubsub: [
    { kind: 'unavailable', methods: ['*', 'Publish', 'Acknowledge', 'StreamingPull'] },
    {
      kind: 'error',
      methods: ['Publish', 'Acknowledge', 'ModifyAckDeadline', 'StreamingPull'],
      codes: ['INTERNAL', 'ABORTED', 'PERMISSION_DENIED', 'DEADLINE_EXCEEDED'],
    },
    { kind: 'quota', methods: ['Publish', 'Acknowledge', 'StreamingPull'] },
    { kind: 'latency', methods: ['Publish', 'Acknowledge', 'ModifyAckDeadline'], latencyMs: [50, 3_000] },
    { kind: 'reset', methods: ['Publish', 'Acknowledge', 'StreamingPull', '*'] },
    { kind: 'lose-response', methods: ['Publish', 'Acknowledge', 'ModifyAckDeadline'] },
    { kind: 'duplicate', methods: ['*'] },
    { kind: 'out-of-order', methods: ['*'] },
    { kind: 'slow-stream', methods: ['*'], latencyMs: [50, 2_000] },
    { kind: 'disk-full', methods: ['Publish', 'Acknowledge', '*'] },
    // Leases are a minute long: jumps around that end them all at once, or keep them too long.
    { kind: 'clock-jump', methods: ['*'], jumpSeconds: [-90, 90] },
  ],
  bigquery: [
    { kind: 'unavailable', methods: ['*', 'AppendRows', 'jobs.*'] },
    {
      kind: 'error',
      methods: ['AppendRows', 'jobs.*', '*'],
      codes: ['INTERNAL', 'PERMISSION_DENIED', 'NOT_FOUND', 'ABORTED', 'backendError', 'INVALID_ARGUMENT'],
    },
    { kind: 'quota', methods: ['AppendRows', 'jobs.*'] },
    { kind: 'latency', methods: ['AppendRows', 'jobs.*', '*'], latencyMs: [50, 3_000] },
    { kind: 'reset', methods: ['AppendRows', 'jobs.*', '*'] },
    { kind: 'lose-response', methods: ['AppendRows', 'jobs.*'] },
    { kind: 'partial-rows', methods: ['AppendRows'], mostShare: 0.2 },
    { kind: 'slow-stream', methods: ['AppendRows'], latencyMs: [50, 2_000] },
    { kind: 'disk-full', methods: ['AppendRows'] },
  ],
  monitoring: [
    { kind: 'unavailable', methods: ['Export*'] },
    { kind: 'error', methods: ['Export*'], codes: ['400', '500'] },
    { kind: 'quota', methods: ['Export*'] },
    { kind: 'latency', methods: ['Export*'], latencyMs: [50, 5_000] },
    { kind: 'reset', methods: ['Export*'] },
    { kind: 'lose-response', methods: ['Export*'] },
  ],
};

/** The kinds of fault that are drawn for a server: every one that it honours, or the soak leaves something out. */
export const kindsDrawn = (server: Server): readonly string[] => KINDS[server].map(({ kind }) => kind);

const DISTRIBUTIONS = ['fixed', 'uniform', 'exponential'] as const;

function faultDraw(on: Server, kind: Kind): Draw {
  return {
    seconds: FAULT_SECONDS,
    endsProcess: false,
    action: (random) => {
      const { methods, codes, latencyMs, jumpSeconds, mostShare = 1 } = kind;
      const action: FaultAction = {
        on,
        kind: kind.kind,
        method: random.pick(methods),
        share: random.whole(5, Math.round(mostShare * 100)) / 100,
        seed: random.whole(0, 0xffff),
      };
      if (codes) action.code = random.pick(codes);
      if (latencyMs) {
        action.latency = { distribution: random.pick(DISTRIBUTIONS), meanMs: random.whole(...latencyMs) };
      }
      if (jumpSeconds) {
        action.jumpSeconds = random.whole(...jumpSeconds);
        // A clock is off for everything or it is not off.
        action.share = 1;
      }
      return action;
    },
  };
}

const processDraw = (
  kind: ProcessAction['kind'],
  name: ProcessAction['name'],
  seconds: Draw['seconds'] = AT_ONCE,
): Draw => ({
  seconds,
  endsProcess: kind !== 'freeze',
  action: () => ({ on: 'process', kind, name }),
});

const SERVICES = ['monitoring', 'pubsub', 'bigquery', 'subscriber', 'api'] as const;

/** Everything a schedule may hold. */
export const CATALOGUE: readonly Draw[] = [
  ...(Object.keys(KINDS) as Server[]).flatMap((on) => KINDS[on].map((kind) => faultDraw(on, kind))),
  ...([...SERVICES, 'canary', 'consumer', 'publisher'] as const).map((name) => processDraw('kill', name)),
  // The publisher ends for good when it is asked to: it can only be killed, frozen, or stopped and started.
  ...([...SERVICES, 'canary'] as const).map((name) => processDraw('terminate', name)),
  ...([...SERVICES, 'publisher'] as const).map((name) => processDraw('freeze', name, DOWN_SECONDS)),
  ...([...SERVICES, 'publisher'] as const).map((name) => processDraw('stop', name, DOWN_SECONDS)),
  {
    seconds: AT_ONCE,
    endsProcess: false,
    action: (random, number) => ({
      on: 'topic',
      kind: 'poison',
      count: random.whole(1, 60),
      label: `step-${number}`,
    }),
  },
];
