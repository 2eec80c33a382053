import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getJson } from '@flightdeck/own-pipeline';
import { burnFactor, errorBudget, readObjectives, readYamlFiles, type Slo } from '@flightdeck/slo';
import type { Allowed } from '../profiles.ts';
import { type AllowedBurn, type Burn, burnOf } from './burn.ts';

/** Cloud Run exports once a minute; after twice that a sample is not late but lost. */
const TELEMETRY_LIMIT_MS = 120_000;
const POLL_MS = 500;

/** What one SLO has counted so far. */
interface Counts {
  readonly events: number;
  readonly bad: number;
}

/** Where a run begins, on monitoring's clock and in what the SLOs have counted. */
export interface Mark {
  readonly clockSeconds: number;
  readonly wallMs: number;
  readonly counts: ReadonlyMap<string, Counts>;
}

/** The begin of a pipeline. */
export const NOTHING_YET: Mark = { clockSeconds: 0, wallMs: 0, counts: new Map() };

/**
 * The SLOs as monitoring sees them: their own indicators, from monitoring/slos, asked over PromQL's HTTP API. A
 * run's part is the difference of the counters at its ends: exact, where a rate over a short window guesses.
 */
export interface SloMonitor {
  mark(): Promise<Mark>;
  /** Waits until the SLO has counted so many events since the mark. @returns whether it has */
  counted(slo: string, since: Mark, events: number, signal: AbortSignal): Promise<boolean>;
  /** What has burned since the mark. */
  burned(names: readonly string[], since: Mark): Promise<Burn[]>;
  /** Seconds of monitoring's clock since the mark, as a range of PromQL. */
  windowSince(since: Mark): Promise<string>;
  allowed(how: Allowed): AllowedBurn;
  /** The latency that the SLO promises, in ms, read from its query. */
  latencyObjectiveMs(): number;
  query(promql: string): Promise<number | undefined>;
}

interface QueryAnswer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** @param monitoring its address @throws Error when an SLO document is faulty */
export async function openSloMonitor(root: string, monitoring: string): Promise<SloMonitor> {
  const { slos, alerting } = readObjectives(await readYamlFiles(join(root, 'monitoring/slos')));

  const query = async (promql: string, at?: number): Promise<number | undefined> => {
    const time = at === undefined ? {} : { time: String(at) };
    const url = `${monitoring}/api/v1/query?${new URLSearchParams({ query: promql, ...time })}`;
    const { data } = await getJson<QueryAnswer>(url);
    const value = Number(data.result[0]?.value[1]);
    return Number.isNaN(value) ? undefined : value;
  };
  const find = (name: string): Slo => {
    const slo = slos.find((one) => one.name === name);
    if (slo === undefined) throw new Error(`monitoring/slos has no SLO "${name}"`);
    return slo;
  };
  const clock = async (): Promise<number> =>
    (await getJson<{ now_seconds: number }>(`${monitoring}/_flightdeck/time`)).now_seconds;
  const countsOf = async ({ indicator }: Slo): Promise<Counts> => {
    const named = 'bad' in indicator ? indicator.bad : indicator.good;
    // Both at one moment: an export between them would count for one only.
    const at = await clock();
    const sumOf = async (selector: string): Promise<number> => (await query(`sum(${selector})`, at)) ?? 0;
    const [events, some] = await Promise.all([sumOf(indicator.total.text), sumOf(named.text)]);
    return { events, bad: 'bad' in indicator ? some : events - some };
  };
  const secondsSince = async ({ clockSeconds }: Mark): Promise<number> =>
    Math.max(1, Math.ceil((await clock()) - clockSeconds));

  return {
    query,
    windowSince: async (since) => `${await secondsSince(since)}s`,
    async mark() {
      const counts = await Promise.all(slos.map(async (slo) => [slo.name, await countsOf(slo)] as const));
      return { clockSeconds: await clock(), wallMs: performance.now(), counts: new Map(counts) };
    },
    async counted(name, since, events, signal) {
      const wanted = (since.counts.get(name)?.events ?? 0) + events;
      const until = performance.now() + TELEMETRY_LIMIT_MS;
      while ((await countsOf(find(name))).events < wanted) {
        if (signal.aborted || performance.now() > until) return false;
        await delay(POLL_MS);
      }
      return true;
    },
    async burned(names, since) {
      const runSeconds = (performance.now() - since.wallMs) / 1000;
      return Promise.all(
        names.map(async (name) => {
          const slo = find(name);
          const before = since.counts.get(name) ?? { events: 0, bad: 0 };
          const now = await countsOf(slo);
          const events = now.events - before.events;
          const bad = now.bad - before.bad;
          if (events < 0 || bad < 0)
            throw new Error(`${name}: its counters began anew: what it counts restarted`);
          return burnOf({
            slo: name,
            objective: slo.displayName,
            budget: errorBudget(slo.target),
            periodSeconds: slo.periodSeconds,
            events,
            errorRatio: events === 0 ? 0 : bad / events,
            runSeconds,
          });
        }),
      );
    },
    allowed(how) {
      if (how === 'sustained') return { factor: 1, why: 'it lasts its period' };
      const [page] = alerting.alerts.find(({ severity }) => severity === 'CRITICAL')?.windows ?? [];
      if (page === undefined) throw new Error('monitoring/slos/windows.yaml: no alert of severity CRITICAL');
      return { factor: burnFactor(page, find('api-availability').periodSeconds), why: 'nobody is woken' };
    },
    latencyObjectiveMs() {
      const { indicator } = find('api-latency');
      const seconds = 'good' in indicator ? /le="([\d.]+)"/.exec(indicator.good.text)?.[1] : undefined;
      if (seconds === undefined) throw new Error('api-latency: its query names no bucket (le="…")');
      return Number(seconds) * 1000;
    },
  };
}
