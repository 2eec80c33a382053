import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@flightdeck/own-pipeline';
import { endpointVariables } from '../../system/endpoints.ts';
import {
  type Action,
  type FaultAction,
  type PoisonAction,
  type ProcessAction,
  SERVERS,
  type Server,
} from '../schedule/document.ts';

export interface InjectSetting {
  readonly endpoints: Endpoints;
  readonly root: string;
}

/** Takes an action back; resolves when that is done. */
export type Undo = () => Promise<void>;

/** A server that is frozen does not answer: its fault is tried again later. */
const FAULT_TIMEOUT_MS = 2_000;
/** The supervisor waits 10 s for a process that it stops, then kills it. */
const PROCESS_TIMEOUT_MS = 20_000;
/** The publisher of poison waits for a broker that is down. */
const POISON_TIMEOUT_MS = 120_000;

export const faultsUrl = ({ pubsubAdmin, bigquery, monitoring }: Endpoints, server: Server): string =>
  server === 'pubsub'
    ? `${pubsubAdmin}/faults`
    : `${server === 'bigquery' ? bigquery : monitoring}/_flightdeck/faults`;

/** Does what a step says. @throws Error where it cannot be done now */
export function apply(action: Action, seconds: number, setting: InjectSetting): Promise<Undo> {
  if (action.on === 'process') return disturb(action, setting);
  if (action.on === 'topic') return publishPoison(action, setting);
  return setFault(action, seconds, setting);
}

async function setFault(action: FaultAction, seconds: number, { endpoints }: InjectSetting): Promise<Undo> {
  const { on, ...fault } = action;
  const url = faultsUrl(endpoints, on);
  // It also ends by itself: a soak that is killed leaves nothing behind.
  const response = await send('POST', url, FAULT_TIMEOUT_MS, { ...fault, durationSeconds: seconds });
  const { id } = (await response.json()) as { id: string };
  // Gone with the process that held it, or ended by itself: both are as wanted.
  return () => send('DELETE', `${url}/${id}`, FAULT_TIMEOUT_MS).then(ignore, ignore);
}

async function disturb({ kind, name }: ProcessAction, { endpoints }: InjectSetting): Promise<Undo> {
  await tellSupervisor(endpoints, name, kind);
  const opposite = OPPOSITE[kind];
  return async () => {
    if (opposite !== undefined) await tellSupervisor(endpoints, name, opposite);
  };
}

const OPPOSITE: Partial<Record<ProcessAction['kind'], string>> = { freeze: 'thaw', stop: 'start' };

/** @param what kill, terminate, freeze, thaw, stop or start */
export async function tellSupervisor(
  { supervisor }: Pick<Endpoints, 'supervisor'>,
  process: string,
  what: string,
): Promise<void> {
  const url = `${supervisor}/processes/${process}/${what}`;
  for (let tries = 1; ; tries++) {
    try {
      await send('POST', url, PROCESS_TIMEOUT_MS);
      return;
    } catch (error) {
      // To do it twice is as good as once, and what must be taken back must not fail for a lost connection.
      if (tries >= MAX_TRIES) throw error;
      await delay(RETRY_MS);
    }
  }
}

/** On a starved machine a connection that was kept alive may be closed just when it is used. */
const MAX_TRIES = 3;
const RETRY_MS = 500;

/** Runs beside the soak, as it may have to wait for the broker; it is awaited at the end. */
async function publishPoison({ count, label }: PoisonAction, setting: InjectSetting): Promise<Undo> {
  const { endpoints, root } = setting;
  const argv = [join(root, 'chaos/actions/publish-poison.ts'), '--count', String(count), '--label', label];
  const env = { ...process.env, ...endpointVariables(endpoints) };
  const published = new Promise<void>((resolve, reject) => {
    execFile(process.execPath, argv, { cwd: root, env, timeout: POISON_TIMEOUT_MS }, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  published.catch(ignore);
  return () => published;
}

async function send(method: string, url: string, timeoutMs: number, body?: object): Promise<Response> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(timeoutMs),
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  }).catch((cause: unknown) => {
    throw new Error(`${method} ${url}: no answer`, { cause });
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}

const ignore = (): void => {};

/** Takes back everything that can be taken back, whatever was done: faults end, frozen and stopped processes go on. */
export async function liftEverything(endpoints: Endpoints, processes: readonly string[]): Promise<void> {
  for (const name of processes) {
    for (const what of ['thaw', 'start']) await tellSupervisor(endpoints, name, what);
  }
  await Promise.all(
    SERVERS.map((server) =>
      send('DELETE', faultsUrl(endpoints, server), FAULT_TIMEOUT_MS).then(ignore, ignore),
    ),
  );
}
