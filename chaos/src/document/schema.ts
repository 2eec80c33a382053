import { z } from 'zod';
import { parseDuration } from './duration.ts';

const duration = z.string().transform((text, context) => {
  try {
    return parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const pauses = z.strictObject({
  before: z.number().min(0).max(600).optional(),
  after: z.number().min(0).max(600).optional(),
});

const http = z.strictObject({
  type: z.literal('http'),
  url: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  arguments: z.record(z.string(), z.unknown()).optional(),
  /** Seconds. The toolkit has none by default; here a call without one is refused. */
  timeout: z.number().gt(0).max(600),
});

const process = z.strictObject({
  type: z.literal('process'),
  path: z.string(),
  arguments: z.union([z.string(), z.array(z.string())]).default([]),
  timeout: z.number().gt(0).max(600),
});

const provider = z.discriminatedUnion('type', [http, process]);

const activity = {
  name: z.string().min(1),
  provider,
  pauses: pauses.optional(),
};

const probe = z.strictObject({
  type: z.literal('probe'),
  ...activity,
  tolerance: z.number().int().optional(),
});
const action = z.strictObject({ type: z.literal('action'), ...activity });

const configuration = z.record(
  z.string(),
  z.union([
    z.string(),
    z.number(),
    z.strictObject({ type: z.literal('env'), key: z.string(), default: z.union([z.string(), z.number()]) }),
  ]),
);

/** What an experiment promises. Durations are on monitoring's clock, counted from when the first action is done. */
const claim = z.strictObject({
  name: z.literal('flightdeck'),
  /** What a person learns from it, in one sentence. */
  proves: z.string().min(1),
  /** The SLO whose budget burns, or none where users must not notice. */
  burns: z.string().nullable(),
  /** Alerts that must fire, each at the latest after this long. */
  fires: z.record(z.string(), duration).default({}),
  /** Alerts that may fire as well; every other alert must stay silent. */
  'may-fire': z.array(z.string()).default([]),
  /** After the rollback, how long until every alert under `fires` has closed. */
  'recovers-within': duration,
  /** Events a second while it runs. */
  rate: z.number().gt(0).max(5_000).default(50),
  /** Requests a second while it runs; enough to pass the alerts' minimum-traffic guards in fast time. */
  'consumer-rate': z.number().int().min(1).max(500).default(20),
  /** Messages that the experiment itself makes undeliverable: the ledger expects them among the dead letters. */
  'dead-letters': z.number().int().min(0).default(0),
  /** Seconds of monitoring's clock per real second, where the usual one leaves too few samples in a window. */
  'time-scale': z.number().int().min(1).max(600).optional(),
  /** Real seconds between two end-to-end probes, where an alert on probes needs more of them in a window. */
  'canary-every': z.number().min(0.1).max(60).optional(),
  systems: z.number().int().min(1).max(200).default(5),
  runbook: z.string().min(1),
});

/** An experiment in the Chaos Toolkit's format, held to what its command line can run. */
export const experimentSchema = z.strictObject({
  version: z.literal('1.0.0'),
  title: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.string()).default([]),
  configuration: configuration.default({}),
  'steady-state-hypothesis': z.strictObject({
    title: z.string().min(1),
    probes: z.array(probe.required({ tolerance: true })).min(1),
  }),
  method: z.array(z.discriminatedUnion('type', [probe, action])).min(1),
  rollbacks: z.array(action).min(1),
  runtime: z.strictObject({ rollbacks: z.strictObject({ strategy: z.literal('always') }) }),
  extensions: z.tuple([claim]),
});

export type ExperimentDocument = z.output<typeof experimentSchema>;
export type Activity = ExperimentDocument['method'][number];
export type Provider = z.output<typeof provider>;
export type Claim = z.output<typeof claim>;

/** A document with the name of its file. */
export interface Experiment {
  readonly name: string;
  readonly document: ExperimentDocument;
  readonly claim: Claim;
}
