import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Running, startForTest } from './running.ts';

const COMMITTED = fileURLToPath(new URL('../../../monitoring/', import.meta.url));

type Body = Record<string, unknown>;

let running: Running;
beforeAll(async () => {
  running = await startForTest();
});
afterAll(() => running.stop());

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${running.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const condition = (displayName: string, query = 'up > 0'): Body => ({
  displayName,
  conditionPrometheusQueryLanguage: { query, duration: '60s' },
});
const policy = (over: Body = {}): Body => ({
  displayName: 'a policy',
  combiner: 'OR',
  conditions: [condition('first'), condition('second')],
  ...over,
});

describe('alert policies', () => {
  const collection = '/v3/projects/p/alertPolicies';

  it('answer what was sent, and add names, records and enabled only', async () => {
    const sent = policy();
    const { body } = await call('POST', `${collection}?alt=json`, sent);
    expect(body.name).toMatch(/^projects\/p\/alertPolicies\/\d{19,20}$/);
    const conditions = (sent.conditions as Body[]).map((one) => ({
      ...one,
      name: expect.stringMatching(/\/conditions\/\d+$/),
    }));
    expect(body).toEqual({
      ...sent,
      conditions,
      name: body.name,
      enabled: true,
      creationRecord: expect.any(Object),
      mutationRecord: expect.any(Object),
    });
    expect((await call('GET', `/v3/${body.name}`)).body).toEqual(body);
  });

  it('are patched by mask: a masked field that is absent goes, a named condition keeps its name', async () => {
    const { body: created } = await call(
      'POST',
      collection,
      policy({ severity: 'ERROR', userLabels: { a_b: 'c' } }),
    );
    const [first] = created.conditions as Body[];
    const patched = await call('PATCH', `/v3/${created.name}?updateMask=severity,user_labels,conditions`, {
      conditions: [{ ...first, displayName: 'renamed' }, condition('third')],
    });
    expect(patched.status).toBe(200);
    expect(patched.body).not.toHaveProperty('severity');
    expect(patched.body).not.toHaveProperty('userLabels');
    expect(patched.body).toMatchObject({ displayName: 'a policy', conditions: [{ name: first?.name }, {}] });
    expect((patched.body.conditions as Body[])[1]?.name).not.toBe((created.conditions as Body[])[1]?.name);
  });

  it('are listed with filter, order and pages, and an empty list is {}', async () => {
    for (const displayName of ['b', 'a', 'c'])
      await call('POST', '/v3/projects/q/alertPolicies', policy({ displayName }));
    const names = ({ body }: { body: Body }) =>
      (body.alertPolicies as Body[]).map(({ displayName }) => displayName);
    expect(names(await call('GET', '/v3/projects/q/alertPolicies?orderBy=display_name'))).toEqual([
      'a',
      'b',
      'c',
    ]);
    const filter = encodeURIComponent('display_name="b" AND enabled=true');
    expect(names(await call('GET', `/v3/projects/q/alertPolicies?filter=${filter}`))).toEqual(['b']);
    const first = await call('GET', '/v3/projects/q/alertPolicies?pageSize=2');
    expect(first.body).toMatchObject({ totalSize: 3 });
    const second = await call(
      'GET',
      `/v3/projects/q/alertPolicies?pageSize=2&pageToken=${first.body.nextPageToken}`,
    );
    expect([...names(first), ...names(second)]).toEqual(['b', 'a', 'c']);
    expect(second.body).not.toHaveProperty('nextPageToken');
    expect((await call('GET', '/v3/projects/none/alertPolicies')).body).toEqual({});
    expect((await call('GET', '/v3/projects/q/alertPolicies?filter=display_name')).status).toBe(400);
  });

  it('are deleted once', async () => {
    const { body } = await call('POST', collection, policy());
    expect(await call('DELETE', `/v3/${body.name}`)).toEqual({ status: 200, body: {} });
    expect(await call('DELETE', `/v3/${body.name}`)).toMatchObject({
      status: 404,
      body: { error: { status: 'NOT_FOUND' } },
    });
    expect((await call('PATCH', `/v3/${body.name}`, policy())).status).toBe(404);
  });

  it.each([
    [
      'a query that does not parse',
      policy({ conditions: [condition('x', 'up >')] }),
      /conditions\[0\].*query.*parse error/,
    ],
    ['an unknown field', policy({ colour: 'red' }), /colour/],
    ['no condition', policy({ conditions: [] }), /conditions/],
    ['a combiner that does not exist', policy({ combiner: 'XOR' }), /combiner/],
    [
      'a condition name it does not have',
      policy({ conditions: [{ ...condition('x'), name: 'y' }] }),
      /conditions\[0\]\.name/,
    ],
    [
      'a channel of another project',
      policy({ notificationChannels: ['projects/o/notificationChannels/1'] }),
      /channel of projects\/p/,
    ],
  ])('are refused with %s', async (_, body, reason) => {
    const answer = await call('POST', collection, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 400, status: 'INVALID_ARGUMENT' } } });
    expect((answer.body.error as { message: string }).message).toMatch(reason);
  });

  it('refuse an unknown channel with 404', async () => {
    const body = policy({ notificationChannels: ['projects/p/notificationChannels/1'] });
    expect((await call('POST', collection, body)).status).toBe(404);
  });
});

describe('notification channels', () => {
  const collection = '/v3/projects/p/notificationChannels';
  const webhook = { type: 'webhook_tokenauth', labels: { url: 'http://127.0.0.1:1/?token=x' } };

  it('name the label that is missing, and check addresses', async () => {
    const missing = await call('POST', collection, { type: 'email', labels: {} });
    expect((missing.body.error as { message: string }).message).toMatch(/labels\['email_address'\]/);
    expect(
      (await call('POST', collection, { ...webhook, labels: { url: 'file:///etc/passwd' } })).status,
    ).toBe(400);
    expect((await call('POST', collection, { type: 'carrier-pigeon' })).status).toBe(400);
  });

  it('are not deleted while in use, unless forced', async () => {
    const { body: channel } = await call('POST', collection, webhook);
    const used = policy({ notificationChannels: [channel.name] });
    const { body: user } = await call('POST', '/v3/projects/p/alertPolicies', used);
    expect((await call('DELETE', `/v3/${channel.name}`)).status).toBe(400);
    expect((await call('DELETE', `/v3/${channel.name}?force=true`)).status).toBe(200);
    expect((await call('GET', `/v3/${user.name}`)).body.notificationChannels).toEqual([]);
  });
});

describe('dashboards', () => {
  const collection = '/v1/projects/p/dashboards';
  const dashboard = { displayName: 'd', mosaicLayout: { columns: 48, tiles: [] } };

  it('change only with the etag that was read', async () => {
    const { body } = await call('POST', collection, dashboard);
    expect(body).toEqual({ ...dashboard, name: body.name, etag: expect.any(String) });
    expect((await call('PATCH', `/v1/${body.name}`, dashboard)).status).toBe(400);
    const changed = { ...dashboard, displayName: 'e' };
    const patched = await call('PATCH', `/v1/${body.name}`, { ...changed, etag: body.etag });
    expect(patched.body).toMatchObject({ displayName: 'e' });
    expect(patched.body.etag).not.toBe(body.etag);
    expect((await call('PATCH', `/v1/${body.name}`, { ...changed, etag: body.etag })).status).toBe(409);
  });

  it('are only checked with validateOnly', async () => {
    const answer = await call('POST', '/v1/projects/v/dashboards?validateOnly=true', dashboard);
    expect(answer.status).toBe(200);
    expect((await call('GET', '/v1/projects/v/dashboards')).body).toEqual({});
    expect((await call('POST', collection, { displayName: 'none' })).status).toBe(400);
  });
});

describe('services and objectives', () => {
  it('take the chosen ids, keep custom: {}, and need their parent', async () => {
    const objective = {
      displayName: 'o',
      goal: 0.999,
      rollingPeriod: '2592000s',
      serviceLevelIndicator: { requestBased: { goodTotalRatio: {} } },
    };
    const path = '/v3/projects/p/services/api/serviceLevelObjectives?serviceLevelObjectiveId=availability';
    expect((await call('POST', path, objective)).status).toBe(404);
    const service = await call('POST', '/v3/projects/p/services?serviceId=api', {
      displayName: 'api',
      custom: {},
    });
    expect(service.body).toEqual({ name: 'projects/p/services/api', displayName: 'api', custom: {} });
    const name = 'projects/p/services/api/serviceLevelObjectives/availability';
    expect((await call('POST', path, objective)).body).toEqual({ ...objective, name });
    expect((await call('POST', path, objective)).status).toBe(409);
    expect((await call('PATCH', `/v3/${name}?updateMask=goal`, { goal: 0.99999 })).status).toBe(400);
    expect((await call('PATCH', `/v3/${name}?updateMask=goal`, { goal: 0.99 })).body).toMatchObject({
      goal: 0.99,
      displayName: 'o',
    });
  });
});

describe('the committed files', () => {
  it.each([
    ['alert-policies', '/v3/projects/c/alertPolicies'],
    ['dashboards', '/v1/projects/c/dashboards'],
  ])('of %s are all taken, and come back as they are', async (directory, collection) => {
    const files = (await readdir(`${COMMITTED}${directory}`)).filter((name) => /\.(ya?ml|json)$/.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const sent = parse(await readFile(`${COMMITTED}${directory}/${file}`, 'utf8')) as Body;
      const { status, body } = await call('POST', collection, sent);
      expect({ file, status, body }).toMatchObject({ file, status: 200, body: sent });
    }
  });
});

describe('a page of another origin', () => {
  it('is refused, and so is another host name', async () => {
    const foreign = await fetch(`${running.url}/_flightdeck/faults`, {
      method: 'DELETE',
      headers: { origin: 'http://evil.example' },
    });
    expect(foreign.status).toBe(403);
  });
});
