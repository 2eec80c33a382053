import { z } from 'zod';
import { invalidField, RestError } from './errors.ts';
import type { Kind } from './kind.ts';
import type { Resource, Resources } from './resources.ts';
import { checkShape } from './shape.ts';

const MAX_POLICIES = 16;
/** How far a start may lie in the past: clocks differ. */
const START_SKEW_MS = 15_000;

const time = z.iso.datetime({ offset: true, error: 'expected an RFC 3339 time' });
const schema = z.strictObject({
  name: z.string().optional(),
  displayName: z.string().min(1, 'it is required'),
  criteria: z.strictObject({
    policies: z.array(z.string()).min(1, 'it is required').max(MAX_POLICIES),
    filter: z.undefined('label filters are not evaluated here: snooze whole policies').optional(),
  }),
  interval: z.strictObject({ startTime: time, endTime: time }),
});

interface SnoozeBody {
  readonly criteria: { readonly policies: readonly string[] };
  readonly interval: { readonly startTime: string; readonly endTime: string };
}

/** `projects/P/snoozes`: for their time, none of the policies' incidents open, and open ones close. */
export const snoozeKind: Kind = {
  path: '/projects/:project/snoozes',
  listKey: 'snoozes',
  serverSet: ['name'],
  masked: true,
  deletable: false,
  accept: ({ body, before, resources, now }) => {
    checkShape(schema, body, 'snooze');
    const { criteria, interval } = body as unknown as SnoozeBody;
    for (const policy of criteria.policies) {
      if (resources.get(policy) === undefined)
        throw new RestError(404, `Requested entity was not found: ${policy}`);
    }
    const start = Date.parse(interval.startTime);
    if (before === undefined && start < Date.parse(now) - START_SKEW_MS) {
      throw invalidField(
        'snooze.interval.start_time',
        interval.startTime,
        `it lies in the past; it is ${now} now`,
      );
    }
    if (Date.parse(interval.endTime) <= start) {
      throw invalidField('snooze.interval.end_time', interval.endTime, 'it must lie after the start');
    }
    return body;
  },
};

/** Whether a snooze covers the policy at `now` (unix ms). */
export function isSnoozed(policy: string, resources: Resources, now: number): boolean {
  return resources.ofKind('snoozes').some((resource: Resource) => {
    const { criteria, interval } = resource as unknown as SnoozeBody;
    const covers = Date.parse(interval.startTime) <= now && now < Date.parse(interval.endTime);
    return covers && criteria.policies.includes(policy);
  });
}
