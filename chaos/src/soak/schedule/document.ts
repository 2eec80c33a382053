import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The local servers that take faults over HTTP. */
export const SERVERS = ['pubsub', 'bigquery', 'monitoring'] as const;
export type Server = (typeof SERVERS)[number];

/** The processes that the supervisor keeps alive and that the soak may disturb. */
export const PROCESSES = [
  'monitoring',
  'pubsub',
  'bigquery',
  'subscriber',
  'api',
  'canary',
  'consumer',
  'publisher',
] as const;

const fault = z.strictObject({
  on: z.enum(SERVERS),
  kind: z.string().min(1),
  method: z.string().min(1),
  share: z.number().gt(0).max(1),
  code: z.string().optional(),
  latency: z
    .strictObject({ distribution: z.enum(['fixed', 'uniform', 'exponential']), meanMs: z.number().min(0) })
    .optional(),
  jumpSeconds: z.number().optional(),
  seed: z.number().int().min(0),
});

const processAction = z.strictObject({
  on: z.literal('process'),
  /** `kill` SIGKILL, `terminate` SIGTERM, `freeze` SIGSTOP until the span ends, `stop` down until the span ends. */
  kind: z.enum(['kill', 'terminate', 'freeze', 'stop']),
  name: z.enum(PROCESSES),
});

const poison = z.strictObject({
  on: z.literal('topic'),
  kind: z.literal('poison'),
  count: z.number().int().min(1).max(1_000),
  /** Goes into the ids, so that the poison of two steps is told apart. */
  label: z.string().regex(/^[a-z0-9-]{1,40}$/),
});

const step = z.strictObject({
  /** Seconds after the start of the soak. */
  at: z.number().min(0),
  /** How long it lasts, in seconds; 0 for what happens at once. */
  seconds: z.number().min(0),
  action: z.discriminatedUnion('on', [fault, processAction, poison]),
});

const schedule = z.strictObject({
  seed: z.number().int().min(0),
  seconds: z.number().gt(0),
  steps: z.array(step),
});

export type FaultAction = z.output<typeof fault>;
export type ProcessAction = z.output<typeof processAction>;
export type PoisonAction = z.output<typeof poison>;
export type Action = z.output<typeof step>['action'];
export type Step = z.output<typeof step>;
/** What is done to a pipeline, and when; a file of it replays the run. */
export type Schedule = z.output<typeof schedule>;

/** @throws Error that names the file and each faulty field */
export async function readSchedule(path: string): Promise<Schedule> {
  const text = await readFile(path, 'utf8');
  const parsed = schedule.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: at, message }) => `  ${at.join('.')}: ${message}`);
  throw new Error(`${path}: is no schedule of a soak (--print-schedule writes one):\n${faults.join('\n')}`);
}

/** One line a person can read: `12.0 s +8.0 s  bigquery unavailable AppendRows 50 %`. */
export function stepLine({ at, seconds, action }: Step): string {
  const span = seconds > 0 ? ` +${seconds.toFixed(1)} s` : '';
  return `${at.toFixed(1)} s${span}  ${actionLine(action)}`;
}

/** What one action does, without when. */
export function actionLine(action: Action): string {
  if (action.on === 'process') return `${action.kind} ${action.name}`;
  if (action.on === 'topic') return `poison: ${action.count} messages (${action.label})`;
  const { on, kind, method, share, code, latency, jumpSeconds } = action;
  const more = [
    code,
    latency && `${latency.distribution} ${latency.meanMs} ms`,
    jumpSeconds && `${jumpSeconds} s`,
  ].filter(Boolean);
  return [on, kind, method, `${Math.round(share * 100)} %`, ...more].join(' ');
}

/** What a table counts by: `pubsub reset`, `kill api`, `poison`. */
export function kindOf(action: Action): string {
  if (action.on === 'process') return `${action.kind} ${action.name}`;
  return action.on === 'topic' ? action.kind : `${action.on} ${action.kind}`;
}
