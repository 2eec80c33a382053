import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serveFaults } from './http.ts';
import { createFaultInjector, type FaultInjector } from './injector.ts';

let injector: FaultInjector;
let server: Server;
let base: string;

beforeEach(async () => {
  injector = createFaultInjector({ supports: ['reset', 'unavailable'] });
  server = createServer(async (request, response) => {
    if (!(await serveFaults(injector, '/faults', request, response))) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const post = (body: string) => fetch(`${base}/faults`, { method: 'POST', body });

describe('faults over HTTP', () => {
  it('sets, lists with counts, and ends a fault', async () => {
    const set = await post(JSON.stringify({ kind: 'unavailable', method: 'Publish' }));
    expect(set.status).toBe(201);
    const { id } = (await set.json()) as { id: string };
    injector.plan('Publish');
    const listed = await (await fetch(`${base}/faults`)).json();
    expect(listed).toMatchObject({ faults: [{ id, injected: 1, active: true }] });
    const ended = await (await fetch(`${base}/faults/${id}`, { method: 'DELETE' })).json();
    expect(ended).toMatchObject({ active: false });
    expect(injector.plan('Publish').refuse).toBeUndefined();
  });

  it('ends all', async () => {
    await post(JSON.stringify({ kind: 'reset' }));
    await fetch(`${base}/faults`, { method: 'DELETE' });
    expect(injector.plan('anything').reset).toBe(false);
  });

  it('says what is wrong with a request', async () => {
    expect((await post('{')).status).toBe(400);
    const refused = await (await post(JSON.stringify({ kind: 'duplicate' }))).json();
    expect(refused).toMatchObject({ error: expect.stringContaining('does not honour') });
    expect((await fetch(`${base}/faults/fault-9`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${base}/faults`, { method: 'PUT' })).status).toBe(405);
    expect((await fetch(`${base}/faultsy`)).status).toBe(404);
  });
});
