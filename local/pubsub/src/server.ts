import { Broker } from './broker/broker.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { publisherService } from './grpc/publisher-service.ts';
import { passThrough, serve } from './grpc/rpc.ts';
import { subscriberService } from './grpc/subscriber-service.ts';
import { createTransport } from './grpc/transport.ts';
import type { Journal } from './journal/journal.ts';

/** How often leases are looked at, in ms; twice as fine as a bucket of deadlines. */
const TICK_MS = 25;

/** Time that calls in flight get when the server stops, in ms. */
const CLOSE_GRACE_MS = 2_000;

export interface ServerOptions {
  readonly port: number;
  readonly host?: string;
  readonly journal: Journal;
  readonly clock?: Clock;
}

export interface PubSubServer {
  readonly port: number;
  readonly broker: Broker;
  close(): Promise<void>;
}

/** Starts the Pub/Sub server. @throws when the port is taken */
export async function startServer(options: ServerOptions): Promise<PubSubServer> {
  const broker = new Broker({ clock: options.clock ?? systemClock, journal: options.journal });
  const transport = createTransport();
  for (const service of [publisherService(broker), subscriberService(broker)]) {
    serve(transport, service, passThrough);
  }
  const port = await transport.listen(options.port, options.host ?? '127.0.0.1');
  const ticking = setInterval(() => broker.tick(), TICK_MS);
  return {
    port,
    broker,
    async close() {
      await transport.close(CLOSE_GRACE_MS);
      clearInterval(ticking);
      await options.journal.close();
    },
  };
}
