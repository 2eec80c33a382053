import { setTimeout as delay } from 'node:timers/promises';
import type { RunningPipeline } from '../tests/running.ts';

const PAGE = 'slo-api-availability-page';
const PROJECT = 'flightdeck-local';
const POLL_MS = 50;
const REQUEST_TIMEOUT_MS = 10_000;
/** The window in which an outage must stand out against what was well: one hour, and a little. */
const HEALTHY_S = 3_700;
/** A cold start or a busy machine may fail a few requests, after which the hour begins anew. */
const HEALTHY_LIMIT_S = 5 * HEALTHY_S;
/** Beyond it the page has not come: an hour on monitoring's clock. */
const PATIENCE_S = 3_600;

export interface Detection {
  /** Seconds on monitoring's clock from the first moment of the outage. */
  readonly openedAfter: number;
  readonly failed: number;
  /** Answers in the outage that were not 5xx. */
  readonly served: number;
}

interface Alert {
  readonly openTime: string;
  readonly closeTime?: string;
  readonly policy: { readonly displayName: string };
}

/** Measures outages of the API on a running pipeline, under a constant rate of requests that no cache can answer. */
export function createOutage(pipeline: RunningPipeline, requestsPerSecond: number) {
  const { api, monitoring } = pipeline;
  const faults = `http://127.0.0.1:${pipeline.ports.bigquery}/_flightdeck/faults`;
  const counts = { answered: 0, failed: 0 };
  const ended = new AbortController();
  const load = sendConstantly(api, requestsPerSecond, counts, ended.signal);

  const now = async (): Promise<number> =>
    (await getJson<{ now_seconds: number }>(`${monitoring}/_flightdeck/time`)).now_seconds;
  const pages = async (since: number): Promise<Alert[]> => {
    const path = `${monitoring}/v3/projects/${PROJECT}/alerts?pageSize=1000`;
    const { alerts = [] } = await getJson<{ alerts?: Alert[] }>(path);
    return alerts.filter(
      ({ policy, openTime }) => policy.displayName === PAGE && Date.parse(openTime) / 1000 >= since,
    );
  };
  /** Waits on monitoring's clock. */
  const until = async <T>(what: string, seconds: number, found: () => Promise<T | undefined>): Promise<T> => {
    const giveUpAt = (await now()) + seconds;
    for (;;) {
      const result = await found();
      if (result !== undefined) return result;
      if ((await now()) > giveUpAt) throw new Error(`waited ${seconds} s of monitoring's clock for ${what}`);
      await delay(POLL_MS);
    }
  };
  /** An hour in which every request was answered and no page is open; it begins anew with each that fails. */
  const healthyHour = async (): Promise<void> => {
    let failed = counts.failed;
    let end = (await now()) + HEALTHY_S;
    await until('an hour in which no request fails', HEALTHY_LIMIT_S, async () => {
      if (counts.failed > failed) {
        failed = counts.failed;
        end = (await now()) + HEALTHY_S;
      }
      if ((await now()) < end) return undefined;
      return (await pages(0)).every(({ closeTime }) => closeTime !== undefined) ? true : undefined;
    });
  };

  return {
    /** One healthy hour, then a total outage until the page. */
    async measure(): Promise<Detection> {
      await healthyHour();
      const before = { ...counts };
      const begin = await now();
      // The API may no longer read: every request fails at once, and nothing stands in for an answer.
      await request('POST', faults, { kind: 'error', method: 'jobs.*', code: 'accessDenied' });
      try {
        const opened = await until(PAGE, PATIENCE_S, async () => (await pages(begin))[0]);
        return {
          openedAfter: Date.parse(opened.openTime) / 1000 - begin,
          failed: counts.failed - before.failed,
          served: counts.answered - before.answered,
        };
      } finally {
        await request('DELETE', faults);
      }
    },
    async stop(): Promise<void> {
      ended.abort();
      await load;
    },
  };
}

/** Requests of which no two ask the same, so that each needs the warehouse. */
async function sendConstantly(
  api: string,
  perSecond: number,
  counts: { answered: number; failed: number },
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const running = new Set<Promise<void>>();
  for (let n = 0; !signal.aborted; n++) {
    const url = `${api}/v1/flights?page_size=1&from=${new Date(n).toISOString()}`;
    const one = fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
      .then(async (response) => {
        await response.arrayBuffer();
        counts[response.ok ? 'answered' : 'failed'] += 1;
      })
      .catch(() => {
        counts.failed += 1;
      })
      .finally(() => running.delete(one));
    running.add(one);
    const pause = startedAt + ((n + 1) * 1000) / perSecond - performance.now();
    await delay(Math.max(0, pause));
  }
  await Promise.all(running);
}

async function getJson<T>(url: string): Promise<T> {
  return (await request('GET', url)).json() as Promise<T>;
}

async function request(method: string, url: string, body?: unknown): Promise<Response> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
