import { z } from 'zod';
import { RestError } from './errors.ts';
import type { Kind } from './kind.ts';
import { checkShape } from './shape.ts';

const object = z.looseObject({});
const labels = z.record(z.string(), z.string());

const service = z.strictObject({
  name: z.string().optional(),
  displayName: z.string().max(512).optional(),
  custom: object.optional(),
  basicService: object.optional(),
  telemetry: z.strictObject({ resourceName: z.string().optional() }).optional(),
  userLabels: labels.optional(),
});

/** Cloud Monitoring's own limit on an objective. */
const MAX_GOAL = 0.9999;
const DAY_SECONDS = 86_400;
const MAX_ROLLING_DAYS = 30;

const objective = z
  .strictObject({
    name: z.string().optional(),
    displayName: z.string().max(512).optional(),
    serviceLevelIndicator: z.strictObject({
      basicSli: object.optional(),
      requestBased: object.optional(),
      windowsBased: object.optional(),
    }),
    goal: z.number().gt(0).max(MAX_GOAL),
    rollingPeriod: z.string().optional(),
    calendarPeriod: z.enum(['DAY', 'WEEK', 'FORTNIGHT', 'MONTH']).optional(),
    userLabels: labels.optional(),
  })
  .check(({ value, issues }) => {
    const fault = (path: string, message: string): void =>
      void issues.push({ code: 'custom', input: value, path: [path], message });
    if (Object.keys(value.serviceLevelIndicator).length !== 1) {
      fault('serviceLevelIndicator', 'expected exactly one of basicSli, requestBased, windowsBased');
    }
    if ((value.rollingPeriod === undefined) === (value.calendarPeriod === undefined)) {
      fault('rollingPeriod', 'expected exactly one of rollingPeriod and calendarPeriod');
    }
    if (value.rollingPeriod !== undefined && !isWholeDays(value.rollingPeriod)) {
      fault(
        'rollingPeriod',
        `expected whole days from 1 to ${MAX_ROLLING_DAYS} in seconds, such as "2592000s"`,
      );
    }
  });

function isWholeDays(period: string): boolean {
  const seconds = /^\d+s$/.test(period) ? Number(period.slice(0, -1)) : Number.NaN;
  return seconds % DAY_SECONDS === 0 && seconds > 0 && seconds <= MAX_ROLLING_DAYS * DAY_SECONDS;
}

/** `projects/P/services`: parents of objectives; an id may be chosen. */
export const serviceKind: Kind = {
  path: '/projects/:project/services',
  listKey: 'services',
  idParameter: 'serviceId',
  serverSet: ['name'],
  masked: true,
  deletable: true,
  accept: ({ body }) => {
    checkShape(service, body, 'service');
    return body;
  },
  beforeDelete: ({ name }, resources) => {
    for (const child of resources.list(`${name}/serviceLevelObjectives`)) resources.delete(child.name);
  },
};

/** `projects/P/services/S/serviceLevelObjectives`, kept as sent; budgets are computed from OpenSLO's queries. */
export const objectiveKind: Kind = {
  path: '/projects/:project/services/:service/serviceLevelObjectives',
  listKey: 'serviceLevelObjectives',
  idParameter: 'serviceLevelObjectiveId',
  serverSet: ['name'],
  masked: true,
  deletable: true,
  accept: ({ body, name, resources }) => {
    const parent = name.split('/').slice(0, 4).join('/');
    if (resources.get(parent) === undefined)
      throw new RestError(404, `Requested entity was not found: ${parent}`);
    checkShape(objective, body, 'service_level_objective');
    return body;
  },
};
