import { parseDuration } from '@flightdeck/promql';
import { z } from 'zod';

/** What a test can prove of a policy; every policy should have one of each. */
export const PROOFS = ['fires', 'quiet-below', 'quiet-low-traffic', 'closes'] as const;
export type Proof = (typeof PROOFS)[number];

const duration = z.string().refine((text) => parseDuration(text) !== null, {
  error: 'must be a duration such as "90s", "5m" or "1h30m"',
});

const series = z
  .strictObject({
    series: z.string(),
    /** promtool's notation. */
    values: z.union([z.string(), z.number().transform(String)]).optional(),
    phases: z.string().optional(),
  })
  .refine(({ values, phases }) => (values === undefined) !== (phases === undefined), {
    error: 'needs either "values" (promtool\'s notation) or "phases" (such as "60/m for 1h")',
  });

/** A time, or the first and the last at which it may be. */
const when = z.union([duration, z.tuple([duration, duration])]);

const incident = z.strictObject({
  condition: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  opens: when,
  closes: z.union([when, z.literal('never')]).default('never'),
  because: z.enum(['recovered', 'no-data', 'snoozed']).optional(),
});

const alertTest = z.strictObject({
  name: z.string().min(1),
  proves: z.union([z.enum(PROOFS), z.array(z.enum(PROOFS)).min(1)]).optional(),
  interval: duration.optional(),
  until: duration.optional(),
  snooze: z.array(z.strictObject({ from: duration, until: duration })).optional(),
  input_series: z.array(series),
  expect: z.array(incident),
});

/** A file of tests for one policy. */
export const testFileSchema = z.strictObject({
  /** The policy's displayName. */
  policy: z.string().min(1),
  /** Time between two samples; 1 minute unless a test says otherwise. */
  interval: duration.default('1m'),
  tests: z.array(alertTest).min(1),
});

export type TestFile = z.infer<typeof testFileSchema>;
export type AlertTest = TestFile['tests'][number];
export type ExpectedIncident = AlertTest['expect'][number];
