import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exampleMessage } from '@flightdeck/flight-event/examples';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpServer } from '../http.ts';
import type { Message } from '../ports.ts';
import { MAX_BODY_BYTES } from './body.ts';
import { createTokenVerifier, type VerifyAuthorization } from './oidc.ts';
import { createPushEndpoint } from './push-endpoint.ts';

const AUDIENCE = 'https://subscriber.example';
const ACCOUNT = 'pusher@project.iam.gserviceaccount.com';
const servers: Server[] = [];

async function serve(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An endpoint whose pipeline only remembers what it was given. */
async function startEndpoint(options: { verify?: VerifyAuthorization; full?: boolean } = {}) {
  const accepted: Message[] = [];
  const endpoint = createPushEndpoint(
    async () => {},
    options.verify,
    () => 0,
  );
  const pipeline = {
    accept: (messages: readonly Message[]) => void accepted.push(...messages),
    outstanding: { size: 0, bytes: 0, full: options.full ?? false },
  };
  const url = await serve(createHttpServer(() => ({ ready: true, detail: {} }), endpoint.handler(pipeline)));
  return { url, accepted, broker: endpoint.broker };
}

const body = (message: Record<string, unknown> = {}): string => {
  const { data, attributes } = exampleMessage();
  return JSON.stringify({
    message: {
      messageId: '17',
      publishTime: '2026-01-02T03:04:05.678Z',
      data: data.toString('base64'),
      attributes,
      ...message,
    },
    subscription: 'projects/p/subscriptions/s',
  });
};

const post = (url: string, text: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: text, headers });

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

describe('the push endpoint', () => {
  it('answers 204 once the row is durable, and not before', async () => {
    const { url, accepted, broker } = await startEndpoint();
    let answered = false;
    const response = post(url, body()).finally(() => {
      answered = true;
    });
    await until(() => accepted.length === 1);
    expect(accepted[0]).toMatchObject({ messageId: '17', publishedAtMicros: 1_767_323_045_678_000 });
    expect(Buffer.from(accepted[0]?.data ?? []).toString()).toContain('"event_id":"example-1"');
    expect(answered).toBe(false);
    await broker.acknowledge([accepted[0]?.ackId ?? '']);
    expect((await response).status).toBe(204);
  });

  it('answers 503 when the message is given back, so that Pub/Sub delivers it again', async () => {
    const { url, accepted, broker } = await startEndpoint();
    const response = post(url, body());
    await until(() => accepted.length === 1);
    const ackIds = [accepted[0]?.ackId ?? ''];
    await broker.modifyAckDeadline(ackIds, 60);
    await broker.modifyAckDeadline(ackIds, 0);
    expect((await response).status).toBe(503);
  });

  it('answers 429 while as much is held as may be', async () => {
    const { url, accepted } = await startEndpoint({ full: true });
    expect((await post(url, body())).status).toBe(429);
    expect(accepted).toHaveLength(0);
  });

  it.each([
    ['{"half', /not JSON/],
    ['{"subscription":"s"}', /message: /],
    [body({ data: '%%%' }), /message\.data/],
    [body({ publishTime: 'yesterday' }), /publishTime/],
  ])('answers 400 to an envelope that is none: %s', async (text, reason) => {
    const { url } = await startEndpoint();
    const response = await post(url, text);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(reason);
  });

  it('takes a message without data or attributes, for the contract to refuse', async () => {
    const { url, accepted, broker } = await startEndpoint();
    const response = post(url, body({ data: undefined, attributes: undefined }));
    await until(() => accepted.length === 1);
    expect(accepted[0]).toMatchObject({ attributes: {} });
    await broker.acknowledge([accepted[0]?.ackId ?? '']);
    expect((await response).status).toBe(204);
  });

  it('answers 413 to a body that no Pub/Sub message can be', async () => {
    const { url, accepted } = await startEndpoint();
    expect((await post(url, 'x'.repeat(2 * MAX_BODY_BYTES))).status).toBe(413);
    expect(accepted).toHaveLength(0);
  });

  it('leaves health checks alone and takes only POST', async () => {
    const { url } = await startEndpoint();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(url)).status).toBe(405);
  });
});

/** An issuer of our own: a key, its certificates' address, and tokens signed with it as Google signs them. */
async function startIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const url = await serve(
    createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ key1: pem }));
    }),
  );
  return {
    certsUrl: url,
    sign: (claims: Record<string, unknown> = {}, key = privateKey) => token(claims, key),
  };
}

function token(claims: Record<string, unknown>, key: KeyObject): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = {
    iss: 'https://accounts.google.com',
    aud: AUDIENCE,
    email: ACCOUNT,
    email_verified: true,
    sub: '1',
    iat: now - 10,
    exp: now + 3_600,
    ...claims,
  };
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'key1' })}.${part(payload)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
}

describe('OIDC tokens of a push', () => {
  const past = Math.floor(Date.now() / 1_000) - 7_200;
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  it('lets in a real signed token', async () => {
    const { certsUrl, sign } = await startIssuer();
    const verify = createTokenVerifier({ audience: AUDIENCE, serviceAccount: ACCOUNT, certsUrl });
    const { url, accepted, broker } = await startEndpoint({ verify });
    const response = post(url, body(), { authorization: `Bearer ${sign()}` });
    await until(() => accepted.length === 1);
    await broker.acknowledge([accepted[0]?.ackId ?? '']);
    expect((await response).status).toBe(204);
  });

  it.each<[string, Record<string, unknown>, KeyObject | undefined]>([
    ['for another audience', { aud: 'https://elsewhere.example' }, undefined],
    ['of another account', { email: 'someone@else.example' }, undefined],
    ['of an unverified e-mail', { email_verified: false }, undefined],
    ['of another issuer', { iss: 'https://issuer.example' }, undefined],
    ['that has expired', { iat: past, exp: past + 60 }, undefined],
    ['signed with another key', {}, stranger],
  ])('turns away a token %s', async (_, claims, key) => {
    const { certsUrl, sign } = await startIssuer();
    const verify = createTokenVerifier({ audience: AUDIENCE, serviceAccount: ACCOUNT, certsUrl });
    const { url, accepted } = await startEndpoint({ verify });
    const response = await post(url, body(), { authorization: `Bearer ${sign(claims, key)}` });
    expect(response.status).toBe(401);
    expect(accepted).toHaveLength(0);
  });

  it('turns away a request without a token', async () => {
    const { certsUrl } = await startIssuer();
    const verify = createTokenVerifier({ audience: AUDIENCE, serviceAccount: undefined, certsUrl });
    const { url } = await startEndpoint({ verify });
    expect((await post(url, body())).status).toBe(401);
    expect((await post(url, body(), { authorization: 'Basic abc' })).status).toBe(401);
  });
});
