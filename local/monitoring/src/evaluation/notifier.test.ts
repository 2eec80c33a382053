import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resources } from '../resources/resources.ts';
import type { IncidentRecord } from './incidents.ts';
import { type Delivery, Notifier } from './notifier.ts';

const POLICY = 'projects/p/alertPolicies/1';
const CHANNEL = 'projects/p/notificationChannels/1';

const incident: IncidentRecord = {
  id: '0.abc',
  policy: 'a policy',
  condition: 0,
  conditionName: 'c',
  labels: { job: 'api', system: 'system-01' },
  openedAtMs: 1_700_000_000_000,
  value: 0.25,
  closedAtMs: null,
  closeReason: null,
  policyName: POLICY,
  conditionResource: `${POLICY}/conditions/2`,
  query: 'up',
  severity: 'WARNING',
  userLabels: {},
  documentation: null,
};

let server: Server;
let bodies: { incident: Record<string, unknown> }[];
let status: number;
beforeEach(async () => {
  bodies = [];
  status = 200;
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function setUp(
  policy: object = {},
  channel: object = {},
): { notifier: Notifier; delivered: () => Promise<Delivery> } {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const labels = { url: `http://127.0.0.1:${port}/` };
  const resources = new Resources([
    { name: POLICY, notificationChannels: [CHANNEL], ...policy },
    { name: CHANNEL, type: 'webhook_tokenauth', labels, enabled: true, ...channel },
  ]);
  const { promise, resolve } = Promise.withResolvers<Delivery>();
  const notifier = new Notifier({ resources, consoleUrl: 'http://console', onDelivery: resolve });
  return { notifier, delivered: () => promise };
}

describe('Notifier', () => {
  it('tells resource labels from metric labels, and links to the console', async () => {
    const { notifier, delivered } = setUp();
    notifier.notify('opened', incident);
    expect(await delivered()).toMatchObject({ channel: CHANNEL, attempts: [{ ok: true, status: 200 }] });
    expect(bodies[0]?.incident).toMatchObject({
      url: 'http://console/incidents/0.abc',
      started_at: 1_700_000_000,
      observed_value: '0.250',
      resource: { type: 'prometheus_target', labels: { project_id: 'p', job: 'api' } },
      metric: { labels: { system: 'system-01' } },
    });
  });

  it('does not repeat what was refused for good', async () => {
    status = 404;
    const { notifier, delivered } = setUp();
    notifier.notify('opened', incident);
    expect((await delivered()).attempts).toMatchObject([{ ok: false, status: 404 }]);
  });

  it.each([
    ['the policy does not prompt for it', { alertStrategy: { notificationPrompts: ['CLOSED'] } }, {}],
    ['the channel is switched off', {}, { enabled: false }],
    ['the channel is of a type that is stored only', {}, { type: 'email' }],
  ])('is silent when %s', async (_, policy, channel) => {
    const { notifier } = setUp(policy, channel);
    notifier.notify('opened', incident);
    await notifier.stop();
    expect(notifier.deliveries).toEqual([]);
    expect(bodies).toEqual([]);
  });

  it('gives up waiting when it is stopped', async () => {
    status = 503;
    const { notifier } = setUp();
    notifier.notify('opened', incident);
    while (bodies.length === 0) await new Promise(setImmediate);
    await notifier.stop();
    expect(notifier.deliveries[0]?.attempts.at(-1)?.ok).toBe(false);
    expect(bodies.length).toBeLessThan(5);
  });
});
