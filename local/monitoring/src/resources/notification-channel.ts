import { z } from 'zod';
import { invalidField, RestError } from './errors.ts';
import type { Kind } from './kind.ts';
import type { Body, Resource } from './resources.ts';
import { checkShape } from './shape.ts';

/** The labels each type of channel needs; those marked secret come back masked. */
const TYPES: Record<string, { readonly labels: readonly string[]; readonly secret?: string }> = {
  webhook_tokenauth: { labels: ['url'] },
  webhook_basicauth: { labels: ['url', 'username', 'password'], secret: 'password' },
  email: { labels: ['email_address'] },
  pagerduty: { labels: ['service_key'], secret: 'service_key' },
  pubsub: { labels: ['topic'] },
};

const record = z.looseObject({});
const schema = z.strictObject({
  type: z.enum(Object.keys(TYPES), `expected one of ${Object.keys(TYPES).join(', ')}`),
  name: z.string().optional(),
  displayName: z.string().max(512).optional(),
  description: z.string().max(1024).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  userLabels: z.record(z.string(), z.string()).optional(),
  enabled: z.boolean().optional(),
  verificationStatus: z.string().optional(),
  creationRecord: record.optional(),
  mutationRecords: z.array(record).optional(),
});

/** `projects/P/notificationChannels`. Webhooks are called; the other types are stored only. */
export const notificationChannelKind: Kind = {
  path: '/projects/:project/notificationChannels',
  listKey: 'notificationChannels',
  serverSet: ['name', 'creationRecord', 'mutationRecords', 'verificationStatus'],
  masked: true,
  deletable: true,
  accept: ({ body, before, now }) => {
    checkShape(schema, body, 'notification_channel');
    const { labels: needed } = TYPES[String(body.type)] ?? { labels: [] };
    const labels = (body.labels ?? {}) as Record<string, string>;
    for (const label of needed) {
      if (!labels[label]) throw invalidField(`notification_channel.labels['${label}']`, '', 'it is required');
    }
    if (labels.url !== undefined && !/^https?:$/.test(URL.parse(labels.url)?.protocol ?? '')) {
      throw invalidField("notification_channel.labels['url']", '', 'expected an http or https address');
    }
    return {
      ...body,
      enabled: body.enabled ?? true,
      creationRecord: before?.creationRecord ?? { mutateTime: now },
      mutationRecords: [{ mutateTime: now }],
    };
  },
  beforeDelete: (channel, resources, force) => {
    const users = resources
      .ofKind('alertPolicies')
      .filter((policy) => channelsOf(policy).includes(channel.name));
    const [user] = users;
    if (user !== undefined && !force) {
      throw new RestError(400, `Cannot delete ${channel.name}: it is used by ${user.name}. Use force=true.`);
    }
    for (const policy of users) {
      const notificationChannels = channelsOf(policy).filter((name) => name !== channel.name);
      resources.put({ ...policy, notificationChannels });
    }
  },
  show: maskSecret,
};

const channelsOf = (policy: Resource): string[] => (policy.notificationChannels ?? []) as string[];

function maskSecret(channel: Resource): Body {
  const { secret } = TYPES[String(channel.type)] ?? {};
  if (secret === undefined) return channel;
  return { ...channel, labels: { ...(channel.labels as Body), [secret]: '***' } };
}
