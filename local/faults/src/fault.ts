import { z } from 'zod';

/** Every kind of fault, with what the server does to a call that it hits. */
export const FAULT_KINDS = {
  unavailable: 'the call is refused as if the service were down (UNAVAILABLE, 503); nothing happens',
  error: 'the call is refused with `code`; nothing happens',
  quota: 'the call is refused as over quota (RESOURCE_EXHAUSTED, 429 or quotaExceeded); nothing happens',
  latency: 'the call is answered later, by a delay drawn from `latency`',
  reset: 'the connection is cut before anything happens',
  'lose-response': 'the call takes effect, then the connection is cut instead of an answer',
  duplicate: 'a message is delivered a second time',
  'out-of-order': 'messages are delivered in a shuffled order',
  'partial-rows': 'single rows of a batch are refused, the others stored',
  'slow-stream': 'every message of a stream is held back by a delay drawn from `latency`',
  'disk-full': 'writing to disk fails as if no space were left',
  'clock-jump': "the server's clock is off by `jumpSeconds`",
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

/** The longest a fault may last: a forgotten one must not outlive the exercise that set it. */
const MAX_DURATION_SECONDS = 3_600;
/** The longest a call may be held: past this it is an outage, not latency. */
const MAX_LATENCY_MS = 120_000;

/** fixed: the mean itself; uniform: 0 to twice the mean; exponential: memoryless with that mean. */
const latency = z.strictObject({
  distribution: z.enum(['fixed', 'uniform', 'exponential']).default('fixed'),
  meanMs: z.number().min(0).max(MAX_LATENCY_MS),
});

/** What a caller posts to set a fault. */
export const faultRequest = z
  .strictObject({
    kind: z.enum(Object.keys(FAULT_KINDS) as [FaultKind, ...FaultKind[]]),
    method: z.string().min(1).default('*'),
    share: z.number().gt(0).max(1).default(1),
    durationSeconds: z.number().gt(0).max(MAX_DURATION_SECONDS).default(MAX_DURATION_SECONDS),
    code: z.string().optional(),
    latency: latency.optional(),
    jumpSeconds: z.number().min(-86_400).max(86_400).optional(),
    seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  })
  .check((context) => {
    const { kind, code, latency: delay, jumpSeconds } = context.value;
    const need = (field: string, present: boolean): void => {
      if (present) return;
      const message = `a fault of kind "${kind}" needs "${field}"`;
      context.issues.push({ code: 'custom', input: context.value, path: [field], message });
    };
    if (kind === 'error') need('code', code !== undefined);
    if (kind === 'latency' || kind === 'slow-stream') need('latency', delay !== undefined);
    if (kind === 'clock-jump') need('jumpSeconds', jumpSeconds !== undefined);
  });

export type FaultRequest = z.output<typeof faultRequest>;

/** A fault that is or was set, with what it did. */
export interface Fault extends Readonly<FaultRequest> {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly setAt: number;
  /** Milliseconds since the epoch. */
  endsAt: number;
  /** Calls, messages or rows that it could have hit. */
  matched: number;
  /** Those that it hit. Zero after a while means the fault had no effect. */
  injected: number;
}
