import { type Fault, PolicyError, parsePolicy } from '@flightdeck/alerting';
import { invalidField, RestError, snakeCase } from './errors.ts';
import type { Change, Kind } from './kind.ts';
import type { Body, Resources } from './resources.ts';

interface ConditionBody extends Body {
  readonly name?: string;
}

/** `projects/P/alertPolicies`: what was sent comes back, with names, records and `enabled`, and nothing else. */
export const alertPolicyKind: Kind = {
  path: '/projects/:project/alertPolicies',
  listKey: 'alertPolicies',
  serverSet: ['name', 'creationRecord', 'mutationRecord', 'validity'],
  masked: true,
  deletable: true,
  accept: (change) => {
    const { body, before, now, resources, name } = change;
    check(body);
    checkChannels(body.notificationChannels, name, resources);
    const record = { mutateTime: now, mutatedBy: 'local' };
    return {
      ...body,
      conditions: nameConditions(change),
      enabled: body.enabled ?? true,
      creationRecord: before?.creationRecord ?? record,
      mutationRecord: record,
    };
  },
};

function check(body: Body): void {
  try {
    parsePolicy(body);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const [{ field, message } = { field: '', message: '' } as Fault] = error.faults;
    throw invalidField(`alert_policy.${snakeCase(field)}`, valueAt(body, field), message);
  }
}

/** A condition sent with its name keeps it; one without gets a new one. */
function nameConditions({ body, before, name, newId }: Change): ConditionBody[] {
  const known = new Set(((before?.conditions ?? []) as ConditionBody[]).map((condition) => condition.name));
  return (body.conditions as ConditionBody[]).map((condition, i) => {
    if (condition.name === undefined) return { ...condition, name: `${name}/conditions/${newId()}` };
    if (known.has(condition.name)) return condition;
    throw invalidField(
      `alert_policy.conditions[${i}].name`,
      condition.name,
      'the policy has no such condition',
    );
  });
}

function checkChannels(channels: unknown, policy: string, resources: Resources): void {
  const project = policy.split('/').slice(0, 2).join('/');
  for (const channel of (channels ?? []) as string[]) {
    if (!channel.startsWith(`${project}/`)) {
      throw invalidField('alert_policy.notification_channels', channel, `expected a channel of ${project}`);
    }
    if (resources.get(channel) === undefined)
      throw new RestError(404, `Cannot find channel with name '${channel}'.`);
  }
}

function valueAt(body: Body, field: string): unknown {
  let value: unknown = body;
  for (const part of field.split(/[.[\]]+/).filter(Boolean)) value = (value as Body | undefined)?.[part];
  return value;
}
