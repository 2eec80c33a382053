import type { Ports } from '@flightdeck/service';

/** Where the parts of a pipeline answer. */
export interface Endpoints {
  readonly api: string;
  readonly subscriber: string;
  readonly pubsubAdmin: string;
  readonly bigquery: string;
  readonly monitoring: string;
  readonly supervisor: string;
  readonly console: string;
  readonly pubsub: string;
}

const HOST = '127.0.0.1';

/** @returns base addresses without a slash at the end; `pubsub` is a gRPC host and port */
export function endpointsOf(ports: Ports): Endpoints {
  const http = (port: number): string => `http://${HOST}:${port}`;
  return {
    api: http(ports.api),
    subscriber: http(ports.subscriber),
    pubsubAdmin: http(ports.pubsubAdmin),
    bigquery: http(ports.bigquery),
    monitoring: http(ports.monitoring),
    supervisor: http(ports.supervisor),
    console: http(ports.console),
    pubsub: `${HOST}:${ports.pubsub}`,
  };
}
