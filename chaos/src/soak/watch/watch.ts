import { setTimeout as delay } from 'node:timers/promises';
import { type Endpoints, getJson } from '@flightdeck/own-pipeline';
import { faultsUrl } from '../inject/apply.ts';
import { TOTAL } from '../oracle/ceilings.ts';
import type { Knowledge } from '../oracle/knowledge.ts';
import { SERVERS } from '../schedule/document.ts';
import { residentMiB } from './memory.ts';

export interface ProcessStatus {
  readonly name: string;
  readonly state: string;
  readonly pid?: number;
  readonly restarts: number;
}

/** The pipeline at one moment; what could not be asked is undefined. */
export interface Sample {
  /** Seconds since the soak started. */
  readonly at: number;
  readonly confirmed: number;
  readonly stored: number;
  readonly backlog: number;
  readonly oldestUnackedSeconds: number;
  readonly processes: readonly (ProcessStatus & { readonly residentMiB?: number })[];
}

/** How often one fault that was set hit something. */
export interface FaultHits {
  readonly kind: string;
  readonly injected: number;
}

export interface Watch {
  readonly samples: Sample[];
  /** By server, life of the server and fault: a server that is killed forgets its faults and their counts. */
  readonly hits: Map<string, FaultHits>;
}

interface Progress {
  readonly publisher: { readonly published: number; readonly confirmed: number };
  readonly stored: number;
  readonly backlog: number;
  readonly oldestUnackedSeconds: number;
}

interface BrokerStats {
  readonly subscriptions: readonly { readonly name: string; readonly undelivered: number }[];
}

/** Often enough for a line of five minutes, seldom enough to cost nothing. */
const EVERY_MS = 1_000;
/** A frozen server must not hold up the look at the others. */
const LOOK_TIMEOUT_MS = 1_000;

export interface WatchPorts {
  readonly endpoints: Endpoints;
  readonly known: Knowledge;
  /** Seconds since the start. */
  readonly now: () => number;
  readonly onSample: (sample: Sample) => void;
  readonly signal: AbortSignal;
}

/** Looks at the pipeline once a second until the signal aborts, and tells the oracle what must be visible by now. */
export async function watchPipeline(ports: WatchPorts, { samples, hits }: Watch): Promise<void> {
  const { endpoints, known, now, onSample, signal } = ports;
  while (!signal.aborted) {
    const progress = await getJson<Progress>(`${endpoints.supervisor}/progress`).catch(() => undefined);
    if (progress !== undefined) {
      known.publishedUpTo(progress.publisher.published, Date.now());
      await proveVisible(progress.publisher.confirmed, ports);
      const processes = await processesOf(endpoints).catch(() => []);
      const { confirmed } = progress.publisher;
      const { stored, backlog, oldestUnackedSeconds } = progress;
      const sample = { at: now(), confirmed, stored, backlog, oldestUnackedSeconds, processes };
      samples.push(sample);
      onSample(sample);
      await countHits(endpoints, processes, hits);
    }
    await delay(EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/**
 * The ledger balances at every moment: what was confirmed before the broker was asked is in its backlog, among the
 * dead letters, or acknowledged and so visible. The order of the questions makes this hold without a common clock.
 */
async function proveVisible(confirmed: number, { endpoints, known }: WatchPorts): Promise<void> {
  const stats = await getJson<BrokerStats>(`${endpoints.pubsubAdmin}/stats`, LOOK_TIMEOUT_MS).catch(
    () => undefined,
  );
  if (stats === undefined) return;
  const held = stats.subscriptions.reduce((sum, { undelivered }) => sum + undelivered, 0);
  known.prove(TOTAL, confirmed - held, Date.now());
}

export async function processesOf(endpoints: Endpoints): Promise<Sample['processes']> {
  const { processes } = await getJson<{ processes: ProcessStatus[] }>(`${endpoints.supervisor}/processes`);
  return Promise.all(
    processes.map(async (status) => {
      const size = status.pid === undefined ? undefined : await residentMiB(status.pid);
      return size === undefined ? status : { ...status, residentMiB: size };
    }),
  );
}

async function countHits(
  endpoints: Endpoints,
  processes: Sample['processes'],
  hits: Watch['hits'],
): Promise<void> {
  await Promise.all(
    SERVERS.map(async (server) => {
      const pid = processes.find(({ name }) => name === server)?.pid;
      if (pid === undefined) return;
      const list = await faultsOf(endpoints, server, LOOK_TIMEOUT_MS).catch(() => undefined);
      for (const { id, kind, injected } of list?.faults ?? []) {
        hits.set(`${server} ${pid} ${id}`, { kind: `${server} ${kind}`, injected });
      }
    }),
  );
}

/** What a server honours, and what is or was set on it. */
export function faultsOf(
  endpoints: Endpoints,
  server: (typeof SERVERS)[number],
  timeoutMs?: number,
): Promise<{ supports: string[]; faults: { id: string; kind: string; injected: number }[] }> {
  return getJson(faultsUrl(endpoints, server), timeoutMs);
}
