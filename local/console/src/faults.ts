import type { Ports } from '@flightdeck/service';

/** A fault that is or was set on a part of this machine's cloud, in Unix ms of the real clock. */
export interface FaultSpan {
  readonly id: string;
  readonly server: string;
  readonly kind: string;
  readonly method: string;
  readonly setAt: number;
  readonly endsAt: number;
}

const TIMEOUT_MS = 2_000;

/** The faults of every local server that answers, so that the page can hatch them. */
export async function listFaults(
  ports: Pick<Ports, 'pubsubAdmin' | 'bigquery' | 'monitoring'>,
): Promise<FaultSpan[]> {
  const servers = [
    ['pubsub', `${ports.pubsubAdmin}/faults`],
    ['bigquery', `${ports.bigquery}/_flightdeck/faults`],
    ['monitoring', `${ports.monitoring}/_flightdeck/faults`],
  ] as const;
  const lists = await Promise.all(
    servers.map(async ([server, address]) => {
      const url = `http://127.0.0.1:${address}`;
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
      if (!response?.ok) return [];
      const { faults } = (await response.json()) as { faults: Omit<FaultSpan, 'server'>[] };
      return faults.map(({ id, kind, method, setAt, endsAt }) => ({
        id,
        server,
        kind,
        method,
        setAt,
        endsAt,
      }));
    }),
  );
  return lists.flat();
}
