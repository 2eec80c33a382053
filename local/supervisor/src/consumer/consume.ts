import { setTimeout as delay } from 'node:timers/promises';

export interface ConsumeOptions {
  readonly apiUrl: string;
  readonly requestsPerSecond: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** More than this in flight means the API is stuck: a third party would not pile up requests either. */
const MAX_IN_FLIGHT = 64;

/** What third parties ask for, by weight; airports are the busiest ones of the data set. */
const AIRPORTS = ['ATL', 'ORD', 'DFW', 'LAX', 'PHX', 'DEN', 'LAS', 'HOU', 'MDW', 'OAK'];
const MIX: readonly { weight: number; path: (airport: string, other: string) => string }[] = [
  { weight: 4, path: () => '/v1/flights?page_size=20' },
  { weight: 3, path: (airport) => `/v1/flights?origin=${airport}&page_size=50` },
  { weight: 2, path: (airport, other) => `/v1/flights?origin=${airport}&destination=${other}&min_delay=15` },
  { weight: 3, path: () => '/v1/routes?page_size=25' },
  { weight: 3, path: (airport) => `/v1/airports/${airport}` },
  { weight: 1, path: () => '/v1/systems' },
];

/** Picks one of the paths of the mix, by weight. `random` yields numbers in [0, 1). */
export function pickPath(random: () => number): string {
  const total = MIX.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  const airport = (): string => pick(AIRPORTS, random) ?? 'ATL';
  for (const { weight, path } of MIX) {
    left -= weight;
    if (left < 0) return path(airport(), airport());
  }
  return '/v1/systems';
}

/** An answer this quick comes from a process whose code is compiled and whose caches are warm. */
const WARM_ANSWER_MS = 200;
/** After this the API is as warm as it gets; what is slow then is to be seen. */
const WARM_UP_LIMIT_MS = 60_000;

/**
 * One request after the other until every kind was answered quickly: third parties come to a service that
 * runs already, and a cold start on a busy laptop must not look like an incident.
 */
async function warmUp({ apiUrl, random, signal }: ConsumeOptions): Promise<void> {
  const until = performance.now() + WARM_UP_LIMIT_MS;
  for (const { path } of MIX) {
    const [airport = '', other = ''] = [pick(AIRPORTS, random), pick(AIRPORTS, random)];
    for (;;) {
      const sentAt = performance.now();
      const answered = await send(`${apiUrl}${path(airport, other)}`);
      const now = performance.now();
      if (signal.aborted || now > until || (answered && now - sentAt < WARM_ANSWER_MS)) break;
      await delay(PAUSE_WHILE_COLD_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** Seldom enough that the cold requests alone stay below every alert's minimum traffic. */
const PAUSE_WHILE_COLD_MS = 1_000;

const pick = <T>(items: readonly T[], random: () => number): T | undefined =>
  items[Math.floor(random() * items.length)];

/** Sends requests at a fixed rate, whatever the API answers, until the signal aborts. */
export async function consume(options: ConsumeOptions): Promise<void> {
  const { apiUrl, requestsPerSecond, random, signal } = options;
  await warmUp(options);
  const inFlight = new Set<Promise<boolean>>();
  while (!signal.aborted) {
    if (inFlight.size < MAX_IN_FLIGHT) {
      const request = send(`${apiUrl}${pickPath(random)}`).finally(() => inFlight.delete(request));
      inFlight.add(request);
    }
    await delay(1000 / requestsPerSecond, undefined, { signal }).catch(() => {});
  }
  await Promise.all(inFlight);
}

/** @returns whether it was answered well; what was not is counted where it is measured, at the API */
async function send(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.ok || response.status === 404;
  } catch {
    return false;
  }
}
