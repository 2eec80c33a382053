import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApi, startApi } from './api.ts';

const AUDIENCE = '/projects/123/locations/europe-west1/services/api';
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let keys: Server;
let fetches = 0;
let api: RunningApi;

beforeAll(async () => {
  keys = createServer((_req, res) => {
    fetches++;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ ours: ours.publicKey.export({ type: 'spki', format: 'pem' }) }));
  });
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const { port } = keys.address() as AddressInfo;
  api = await startApi({ IAP_AUDIENCE: AUDIENCE, IAP_PUBLIC_KEYS_URL: `http://127.0.0.1:${port}/keys` });
});

afterAll(async () => {
  await api?.stop();
  keys?.close();
});

/** A token as Identity-Aware Proxy signs it: ES256, its issuer, the audience of the backend. */
function token(claims: object = {}, key: KeyObject = ours.privateKey, kid = 'ours'): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'ES256', typ: 'JWT', kid })}.${part({
    iss: 'https://cloud.google.com/iap',
    aud: AUDIENCE,
    sub: 'accounts.google.com:42',
    email: 'someone@example.com',
    iat: now,
    exp: now + 600,
    ...claims,
  })}`;
  const signature = sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' });
  return `${body}.${signature.toString('base64url')}`;
}

const ask = (assertion?: string) =>
  api.get('/openapi.json', assertion === undefined ? {} : { 'x-goog-iap-jwt-assertion': assertion });

const past = Math.floor(Date.now() / 1000) - 7_200;

describe('behind Identity-Aware Proxy', () => {
  it('answers who comes with its assertion', async () => {
    expect((await ask(token())).status).toBe(200);
  });

  it.each([
    ['without an assertion', undefined],
    ['signed by another key', token({}, foreign.privateKey)],
    ['signed by a key that is not in the set', token({}, foreign.privateKey, 'foreign')],
    ['for another audience', token({ aud: '/projects/1/other' })],
    ['of another issuer', token({ iss: 'https://accounts.google.com' })],
    ['that has expired', token({ iat: past, exp: past + 600 })],
    [
      'with changed claims',
      token().replace(/\.([^.]+)\./, `.${Buffer.from('{"sub":"root"}').toString('base64url')}.`),
    ],
    ['that is no token', 'a.b.c'],
  ])('refuses a request %s', async (_what, assertion) => {
    const { status, body } = await ask(assertion);
    expect({ status, type: body.type }).toEqual({ status: 401, type: '/problems/unauthenticated' });
    expect(JSON.stringify(body)).not.toContain(assertion ?? '\u0000');
  });

  it('still tells probes that it lives', async () => {
    expect((await api.get('/healthz')).status).toBe(200);
    expect((await api.get('/readyz')).status).toBe(200);
  });

  it('fetches the keys seldom', async () => {
    const before = fetches;
    for (let count = 0; count < 5; count++) await ask(token({ sub: `accounts.google.com:${count}` }));
    expect(fetches).toBe(before);
  });
});
