import { z } from 'zod';
import { durationSeconds } from './duration.ts';

const text = (what: string) => z.string(`is not text; write ${what}`).min(1, `is empty; write ${what}`);

const name = z
  .string('is not text; give the object a name')
  .regex(
    /^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/,
    'is not a usable name; use at most 52 lower-case letters, digits and dashes, starting with a letter',
  );

const duration = z
  .string('is not a duration; write it like 5m, 1h or 3d')
  .refine((given) => durationSeconds(given) !== undefined, {
    error:
      'is not a duration of fixed length; write it in minutes, hours, days or weeks, like 5m, 1h, 3d or 4w',
    // Without a length there is nothing to compare the other window with.
    abort: true,
  })
  .transform((given) => durationSeconds(given) ?? Number.NaN);

const percent = z
  .number('is not a number; give percent')
  .gt(0, 'is not above 0; give percent between 0 and 100')
  .lte(100, 'is above 100; give percent between 0 and 100');

const metadata = z.looseObject({
  name,
  displayName: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const metric = z.looseObject({
  metricSource: z.looseObject(
    {
      spec: z.looseObject(
        { query: text('a PromQL selector of a counter, such as http_requests_total{code=~"5.."}') },
        'is missing; add spec with a query',
      ),
    },
    'is missing; add metricSource with a spec',
  ),
});

export const indicatorSpec = z.looseObject({
  ratioMetric: z
    .looseObject(
      {
        counter: z.literal(true, 'is not true; only counters can be compiled, set counter: true'),
        good: metric.optional(),
        bad: metric.optional(),
        total: metric,
      },
      'is missing; describe the SLI as a ratioMetric with total and one of good or bad',
    )
    .refine(
      ({ good, bad }) => (good === undefined) !== (bad === undefined),
      'needs exactly one of good and bad; remove one, or add the one that is missing',
    ),
});

export const sliDocument = z.looseObject({ metadata, spec: indicatorSpec });

export const sloDocument = z.looseObject({
  metadata,
  spec: z.looseObject(
    {
      /** OpenSLO asks for none. */
      description: text('what is promised, in one sentence').default(''),
      service: name,
      indicator: z.looseObject({ spec: indicatorSpec }).optional(),
      indicatorRef: z.string().optional(),
      budgetingMethod: z.literal(
        'Occurrences',
        'is not supported; use budgetingMethod: Occurrences (good events over all events)',
      ),
      timeWindow: z
        .array(
          z.looseObject({
            duration,
            isRolling: z.literal(
              true,
              'is not true; calendar windows have no burn rate, set isRolling: true',
            ),
          }),
          'is missing; add one rolling window, such as {duration: 30d, isRolling: true}',
        )
        .length(1, 'needs exactly one window; keep the one that the budget is counted over'),
      objectives: z
        .array(
          z
            .looseObject({
              target: z
                .number()
                .gt(0, 'is not above 0; give a share such as 0.999')
                .lt(1, 'is not below 1; nothing is perfect: give a share such as 0.999')
                .optional(),
              targetPercent: z
                .number()
                .gt(0, 'is not above 0; give percent such as 99.9')
                .lt(100, 'is not below 100; nothing is perfect: give percent such as 99.9')
                .optional(),
            })
            .refine(
              ({ target, targetPercent }) => (target === undefined) !== (targetPercent === undefined),
              'needs exactly one of target and targetPercent; write target: 0.999 or targetPercent: 99.9',
            ),
          'is missing; add one objective with a target',
        )
        .length(1, 'needs exactly one objective; write one SLO for each'),
    },
    'is missing; add a spec',
  ),
});

const windowPair = z
  .strictObject({ budgetPercent: percent, long: duration, short: duration })
  .refine(
    ({ long, short }) => short < long,
    'has a short window that is not shorter; shorten it, a twelfth of the long one is usual',
  );

const severity = z.enum(
  ['CRITICAL', 'ERROR', 'WARNING'],
  'is not a severity of Cloud Monitoring; use CRITICAL, ERROR or WARNING',
);

const wholeEvents = z
  .number('is not a number; count events')
  .int('is not a whole number; count events')
  .min(1, 'is below 1; count at least one event');

/** Ours: which windows alert, because an OpenSLO alert policy holds one window only. */
export const alertingDocument = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata,
  spec: z.strictObject(
    {
      alerts: z
        .array(
          z.strictObject({
            name,
            severity,
            minimumTraffic: z.strictObject({
              events: wholeEvents,
              badEvents: wholeEvents,
            }),
            windows: z
              .array(windowPair)
              .min(1, 'is empty; add a pair of windows')
              .max(6, 'holds more than 6 pairs, the most conditions a policy can have; split it'),
          }),
        )
        .min(1, 'is empty; add an alert'),
      absent: z.strictObject({ severity, after: duration, seenWithin: duration }),
      autoClose: duration,
      runbook: text('a path or address in which {policy} stands for the name'),
    },
    'is missing; add a spec',
  ),
});

export type AlertingDocument = z.output<typeof alertingDocument>;
export type SloDocument = z.output<typeof sloDocument>;
