import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { applicationDefault, googleHeaders, takesGoogleCredentials } from './google-auth.ts';

test.each([
  ['https://telemetry.googleapis.com', true],
  ['https://telemetry.googleapis.com:443/', true],
  ['http://telemetry.googleapis.com', false],
  ['http://127.0.0.1:4318', false],
  ['https://collector.example.com', false],
  ['https://telemetry.googleapis.com.example.com', false],
  ['https://evilgoogleapis.com', false],
])('credentials for %s: %s', (endpoint, sent) => {
  expect(takesGoogleCredentials(new URL(endpoint))).toBe(sent);
});

describe('with application default credentials', () => {
  let server: Server;
  let directory: string;
  let tokens: number;
  let sent: (string | undefined)[];

  // Stands in for Google's token service and for the Telemetry API; the client library is the real one,
  // with credentials of workload identity federation, the only kind whose token service can be chosen.
  beforeEach(async () => {
    tokens = 0;
    sent = [];
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        if (request.url !== '/token') {
          sent.push(request.headers.authorization);
          response.end();
          return;
        }
        tokens += 1;
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            access_token: `token-${tokens}`,
            issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
            token_type: 'Bearer',
            // Less than what the library keeps in reserve: each request needs a new one.
            expires_in: 1,
          }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    directory = await mkdtemp(join(tmpdir(), 'google-auth-'));
    await writeFile(join(directory, 'subject-token'), 'an identity token');
    await writeFile(
      join(directory, 'credentials.json'),
      JSON.stringify({
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
        credential_source: { file: join(directory, 'subject-token') },
      }),
    );
    process.env.GOOGLE_APPLICATION_CREDENTIALS = join(directory, 'credentials.json');
  });
  afterEach(async () => {
    delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true });
  });

  test('every export carries a token, and a new one when the last has expired', async () => {
    const exporter = new OTLPMetricExporter({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`,
      headers: googleHeaders(applicationDefault('some-project')),
    });
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('test').createCounter('x').add(1);
    await provider.forceFlush();
    await provider.forceFlush();
    await provider.shutdown();
    expect(sent.length).toBeGreaterThanOrEqual(2);
    expect(sent[0]).toMatch(/^Bearer token-\d+$/);
    expect(sent[1]).toMatch(/^Bearer token-\d+$/);
    expect(sent[1]).not.toBe(sent[0]);
  });
});

test('without credentials the headers are empty and nothing is thrown', async () => {
  const headers = googleHeaders({
    getRequestHeaders: async () => Promise.reject(new Error('no credentials')),
  });
  expect(await headers()).toEqual({});
});
