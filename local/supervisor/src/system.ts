import { join } from 'node:path';
import { PORTS, type PortName, type Ports } from '@flightdeck/service';
import type { ProcessSpec } from './child.ts';
import { appEnvironment, HOST, ledgerFile } from './environment.ts';
import type { Options } from './options.ts';

/** The processes of the pipeline, in the order in which they start. */
export interface SystemSpec {
  /** The cloud: what the apps talk to. */
  readonly cloud: readonly ProcessSpec[];
  readonly apps: readonly ProcessSpec[];
  /** What makes traffic; starts last and stops first. */
  readonly traffic: readonly ProcessSpec[];
  readonly publisher?: ProcessSpec;
}

/** Often enough for the SLO's minimum traffic, seldom enough to cost nothing. In fast-clock seconds. */
const CANARY_EVERY_SECONDS = 30;
const SHORTEST_CANARY_EVERY_SECONDS = 2;
/** The canary's objective, on the fast clock; below the shortest a busy laptop would fail it by itself. */
const CANARY_TIMEOUT_MS = 30_000;
const SHORTEST_CANARY_TIMEOUT_MS = 4_000;

export function systemSpec(
  options: Options,
  ports: Ports,
  onPublisherLine: (line: string) => void,
): SystemSpec {
  const app = {
    ...appEnvironment(ports, options.timeScale),
    ...(options.otlp === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: options.otlp }),
  };
  const local = { ...portVariables(ports), FLIGHTDECK_TIME_SCALE: String(options.timeScale), ...app };
  const data = (name: string): string => join(options.data, name);
  const url = (port: number, path: string): string => `http://${HOST}:${port}${path}`;
  const canaryEvery =
    options.canaryEvery ?? Math.max(SHORTEST_CANARY_EVERY_SECONDS, CANARY_EVERY_SECONDS / options.timeScale);
  const canaryTimeout = Math.max(SHORTEST_CANARY_TIMEOUT_MS, CANARY_TIMEOUT_MS / options.timeScale);

  const cloud: ProcessSpec[] = [
    {
      name: 'monitoring',
      argv: [
        'local/monitoring/src/main.ts',
        '--data',
        data('monitoring'),
        '--time-scale',
        `${options.timeScale}`,
      ],
      env: local,
      readyUrl: url(ports.monitoring, '/_flightdeck/readyz'),
      longRunning: true,
    },
    {
      name: 'pubsub',
      argv: ['local/pubsub/src/main.ts', '--data', data('pubsub')],
      env: local,
      readyUrl: url(ports.pubsubAdmin, '/readyz'),
      longRunning: true,
    },
    {
      name: 'bigquery',
      argv: ['local/bigquery/src/main.ts', '--data', data('bigquery')],
      env: local,
      readyUrl: url(ports.bigquery, '/_flightdeck/readyz'),
      longRunning: true,
    },
  ];
  const apps: ProcessSpec[] = [
    {
      name: 'subscriber',
      argv: ['apps/subscriber/src/main.ts'],
      env: { ...app, PORT: String(ports.subscriber) },
      readyUrl: url(ports.subscriber, '/readyz'),
      longRunning: true,
    },
    {
      name: 'api',
      argv: ['apps/api/src/main.ts'],
      env: { ...app, PORT: String(ports.api) },
      readyUrl: url(ports.api, '/readyz'),
      longRunning: true,
    },
  ];
  const traffic: ProcessSpec[] = [];
  if (options.console) {
    traffic.push({
      name: 'console',
      argv: ['local/console/src/main.ts'],
      env: local,
      readyUrl: url(ports.console, '/healthz'),
      longRunning: true,
    });
  }
  if (options.canary) {
    traffic.push({
      name: 'canary',
      argv: ['apps/canary/src/main.ts', '--every', `${canaryEvery}s`],
      env: { ...app, PROBE_TIMEOUT_MS: String(canaryTimeout) },
      longRunning: true,
    });
  }
  if (options.consumer) {
    traffic.push({
      name: 'consumer',
      argv: ['local/supervisor/src/consumer/main.ts', '--rate', String(options.consumerRate)],
      env: app,
      longRunning: true,
    });
  }
  if (!options.replay) return { cloud, apps, traffic };
  const publisher: ProcessSpec = {
    name: 'publisher',
    argv: [
      'apps/publisher/src/main.ts',
      ...['--file', options.file, '--rate', String(options.rate), '--systems', String(options.systems)],
      ...['--progress', 'json', '--ledger', ledgerFile(options.data)],
    ],
    env: app,
    argvAfterFirst: ['--resume'],
    longRunning: false,
    onLine: onPublisherLine,
  };
  return { cloud, apps, traffic, publisher };
}

function portVariables(ports: Ports): Record<string, string> {
  return Object.fromEntries(
    (Object.keys(PORTS) as PortName[]).map((name) => [PORTS[name].variable, String(ports[name])]),
  );
}
