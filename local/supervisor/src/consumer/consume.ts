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
  const airport = (): string => AIRPORTS[Math.floor(random() * AIRPORTS.length)] ?? 'ATL';
  for (const { weight, path } of MIX) {
    left -= weight;
    if (left < 0) return path(airport(), airport());
  }
  return '/v1/systems';
}

/** Sends requests at a fixed rate, whatever the API answers, until the signal aborts. */
export async function consume({ apiUrl, requestsPerSecond, random, signal }: ConsumeOptions): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  while (!signal.aborted) {
    if (inFlight.size < MAX_IN_FLIGHT) {
      const request = send(`${apiUrl}${pickPath(random)}`).finally(() => inFlight.delete(request));
      inFlight.add(request);
    }
    await delay(1000 / requestsPerSecond, undefined, { signal }).catch(() => {});
  }
  await Promise.all(inFlight);
}

async function send(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    await response.arrayBuffer();
  } catch {
    // A third party's failed request is counted where it is measured: at the API.
  }
}
