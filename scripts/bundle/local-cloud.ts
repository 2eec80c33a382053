import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BigQuery } from '@google-cloud/bigquery';
import { PubSub } from '@google-cloud/pubsub';
import { PassThroughClient } from 'google-auth-library';
import { provisionMessaging } from '../../local/supervisor/src/provision/messaging.ts';
import { provisionWarehouse } from '../../local/supervisor/src/provision/warehouse.ts';
import { freePorts } from '../free-ports.ts';

const HOST = '127.0.0.1';
const PROJECT = 'flightdeck-bundle';
/** It only catches a hang. */
const PATIENCE_MS = 60_000;

export interface Exit {
  code: number | null;
  stderr: string;
}

export interface Running {
  /** Resolves when the address answers 200. @throws Error when the process ended first */
  healthy(url: string): Promise<void>;
  exit(): Promise<Exit>;
  stop(): Promise<Exit>;
}

export interface LocalCloud {
  /** What an app finds in its environment. */
  env: Record<string, string>;
  /** Ports kept for the apps. */
  free: { api: number; subscriber: number };
  stop(): Promise<void>;
}

/** Starts a process with this environment and no other. */
export function startProcess(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Running {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Exit>((resolve) => {
    child.once('error', (error) => resolve({ code: null, stderr: error.message }));
    child.once('close', (code) => resolve({ code, stderr }));
  });
  return {
    exit: () => ended,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    healthy: async (url) => {
      const deadline = Date.now() + PATIENCE_MS;
      while (!(await answers(url))) {
        if (child.exitCode !== null || Date.now() > deadline) {
          throw new Error(`${command} ${args.join(' ')}: ${url} does not answer 200\n${stderr}`);
        }
        await setTimeout(50);
      }
    },
  };
}

/** Pub/Sub and BigQuery on free ports, with topic, subscription, table and view. */
export async function startLocalCloud(repository: string, data: string): Promise<LocalCloud> {
  const [pubsub, admin, bigquery, storage, api, subscriber] = await freePorts(6);
  const env = {
    GOOGLE_CLOUD_PROJECT: PROJECT,
    PUBSUB_EMULATOR_HOST: `${HOST}:${pubsub}`,
    BIGQUERY_API_ENDPOINT: `http://${HOST}:${bigquery}`,
    BIGQUERY_STORAGE_ENDPOINT: `http://${HOST}:${storage}`,
    API_URL: `http://${HOST}:${api}`,
    METRICS_EXPORTER: 'none',
    // No metadata server answers here; without this the Google clients look for one at each start.
    METADATA_SERVER_DETECTION: 'none',
  };
  const ports = {
    FLIGHTDECK_PUBSUB_PORT: String(pubsub),
    FLIGHTDECK_PUBSUB_ADMIN_PORT: String(admin),
    FLIGHTDECK_BIGQUERY_PORT: String(bigquery),
    FLIGHTDECK_BIGQUERY_STORAGE_PORT: String(storage),
  };
  const server = (name: string) =>
    startProcess(
      process.execPath,
      [`local/${name}/src/main.ts`, '--data', path.join(data, name)],
      repository,
      { ...env, ...ports },
    );
  const servers = [server('pubsub'), server('bigquery')] as const;
  await servers[0].healthy(`http://${HOST}:${admin}/healthz`);
  await servers[1].healthy(`http://${HOST}:${bigquery}/_flightdeck/healthz`);
  await provision(env);
  return {
    env,
    free: { api: api as number, subscriber: subscriber as number },
    stop: async () => {
      await Promise.all(servers.map((running) => running.stop()));
    },
  };
}

async function provision(env: Record<string, string>): Promise<void> {
  // The client reads these from the environment of its process.
  Object.assign(process.env, {
    PUBSUB_EMULATOR_HOST: env['PUBSUB_EMULATOR_HOST'],
    METADATA_SERVER_DETECTION: 'none',
  });
  const pubsub = new PubSub({ projectId: PROJECT });
  const bigquery = new BigQuery({
    projectId: PROJECT,
    apiEndpoint: env['BIGQUERY_API_ENDPOINT'] ?? '',
    authClient: new PassThroughClient(),
  });
  try {
    await provisionMessaging(pubsub, {
      topic: 'flights',
      subscription: 'flights-subscriber',
      deadLetterTopic: 'flights-dead-letter',
      deadLetterSubscription: 'flights-dead-letter',
    });
    await provisionWarehouse(bigquery, { project: PROJECT, dataset: 'flightdeck', table: 'flight_events' });
  } finally {
    await pubsub.close();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
