import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { cloudMonitoringExporter } from './cloud-monitoring.ts';
import { createInstruments } from './instruments.ts';
import { createRecorder } from './recorder.ts';

interface Call {
  readonly method: string | undefined;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

let directory: string;
let server: Server | undefined;
const calls: Call[] = [];
const trusted = tls.getCACertificates('default');

/** The exporter speaks TLS only, and Node has no way to make a certificate. */
function certificate(): { key: Buffer; cert: Buffer } | undefined {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
  } catch {
    return undefined;
  }
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

// Stands in for monitoring.googleapis.com and Google's token service, as neither can be had without an
// account: it records what the real exporter sends. The credentials are of workload identity federation.
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cloud-monitoring-'));
  const pair = certificate();
  if (pair === undefined) return;
  tls.setDefaultCACertificates([...trusted, pair.cert.toString()]);
  server = createServer(pair, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.setHeader('content-type', 'application/json');
    if (request.url === '/token') {
      response.end(
        JSON.stringify({
          access_token: 'a-token',
          issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          token_type: 'Bearer',
          expires_in: 3600,
        }),
      );
      return;
    }
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    const { method, headers } = request;
    calls.push({ method, path: request.url ?? '', authorization: headers.authorization, body });
    if (method === 'GET') response.statusCode = 404;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server?.listen(0, resolve));
  writeFileSync(join(directory, 'subject-token'), 'an identity token');
  writeFileSync(
    join(directory, 'credentials.json'),
    JSON.stringify({
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `https://localhost:${(server.address() as AddressInfo).port}/token`,
      credential_source: { file: join(directory, 'subject-token') },
    }),
  );
  process.env.GOOGLE_APPLICATION_CREDENTIALS = join(directory, 'credentials.json');
});

afterAll(async () => {
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  tls.setDefaultCACertificates(trusted);
  server?.closeAllConnections();
  if (server !== undefined) await new Promise((resolve) => server?.close(resolve));
  rmSync(directory, { recursive: true });
});

test("the archived exporter sends descriptors and series under Cloud Monitoring's names", async () => {
  if (server === undefined) {
    console.log('openssl is not on PATH: the Cloud Monitoring exporter was not tested');
    return;
  }
  const { port } = server.address() as AddressInfo;
  const exporter = cloudMonitoringExporter({ projectId: 'p', apiEndpoint: `localhost:${port}` });
  const recorder = createRecorder();
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
    metricProducers: [recorder],
  });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'subscriber', 'service.instance.id': 'i' }),
    readers: [reader],
  });
  const instruments = createInstruments(provider.getMeter('test'), recorder);
  instruments.ingestEvents.add(3, { outcome: 'stored', system: 'system-01' });
  instruments.ingestLag.record(0.3, { system: 'system-01' });
  await provider.forceFlush();
  await provider.shutdown();

  expect(calls.every(({ authorization }) => authorization === 'Bearer a-token')).toBe(true);
  const descriptors = calls.filter(
    ({ method, path }) => method === 'POST' && path.includes('metricDescriptors'),
  );
  expect(descriptors.map(({ body }) => [body.type, body.metricKind, body.valueType]).sort()).toEqual([
    ['workload.googleapis.com/ingest_events_total', 'CUMULATIVE', 'DOUBLE'],
    ['workload.googleapis.com/ingest_lag_seconds', 'CUMULATIVE', 'DISTRIBUTION'],
  ]);
  const written = calls.find(({ path }) => path.includes('/projects/p/timeSeries'));
  const series = written?.body.timeSeries as Record<string, object>[];
  expect(series).toContainEqual(
    expect.objectContaining({
      metric: {
        type: 'workload.googleapis.com/ingest_events_total',
        labels: expect.objectContaining({ outcome: 'stored', system: 'system-01' }),
      },
      points: [expect.objectContaining({ value: { doubleValue: 3 } })],
    }),
  );
  expect(series).toHaveLength(4);
});
