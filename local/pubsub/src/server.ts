import { randomBytes } from 'node:crypto';
import type { FaultInjector } from '@flightdeck/local-faults';
import { Broker } from './broker/broker.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { Interceptor } from './faults/interceptor.ts';
import { faultyPost } from './faults/push-faults.ts';
import { createPubSubFaults } from './faults/supported.ts';
import { iamService } from './grpc/iam-service.ts';
import { publisherService } from './grpc/publisher-service.ts';
import { serve } from './grpc/rpc.ts';
import { schemaService } from './grpc/schema-service.ts';
import { subscriberService } from './grpc/subscriber-service.ts';
import { createTransport } from './grpc/transport.ts';
import type { Journal } from './journal/journal.ts';
import { PushManager, postOverHttp } from './push/push-manager.ts';
import type { Post } from './push/pusher.ts';
import { SchemaRegistry } from './schemas/registry.ts';

/** How often leases are looked at, in ms; twice as fine as a bucket of deadlines. */
const TICK_MS = 25;

/** Time that calls in flight get when the server stops, in ms. */
const CLOSE_GRACE_MS = 2_000;

export interface ServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  readonly journal: Journal;
  readonly clock?: Clock;
  readonly faults?: FaultInjector;
  /** Eight hexadecimal digits: schema revisions, and resources that their caller does not name. */
  readonly randomId?: () => string;
  /** How messages are pushed; over HTTP unless a test says otherwise. */
  readonly post?: Post;
  /** Makes the journal's next write fail; where it is missing, the fault `disk-full` has no effect. */
  readonly failNextWrite?: () => void;
}

export interface PubSubServer {
  readonly port: number;
  readonly broker: Broker;
  readonly faults: FaultInjector;
  close(): Promise<void>;
}

/** Starts the Pub/Sub server. @throws when the port is taken or the journal cannot be read */
export async function startServer(options: ServerOptions): Promise<PubSubServer> {
  const { port, host = '127.0.0.1', journal, clock = systemClock, failNextWrite = () => {} } = options;
  const faults = options.faults ?? createPubSubFaults();
  const skewed = { now: () => clock.now() + faults.clockOffsetMs() };
  const broker = new Broker({ clock: skewed, journal });
  const transport = createTransport();
  const interceptor = new Interceptor({ faults, cut: transport.cut, failNextWrite });
  const randomId = options.randomId ?? (() => randomBytes(4).toString('hex'));
  const services = [
    publisherService(broker, new SchemaRegistry(broker.state)),
    subscriberService({ broker, interceptor, faults, randomId }),
    schemaService(broker, randomId),
    iamService(broker),
  ];
  for (const service of services) serve(transport, service, interceptor);
  const bound = await transport.listen(port, host);
  const push = new PushManager(broker, faultyPost(faults, options.post ?? postOverHttp));
  const ticking = setInterval(() => {
    broker.tick();
    push.tick();
  }, TICK_MS);
  return {
    port: bound,
    broker,
    faults,
    async close() {
      push.close();
      await transport.close(CLOSE_GRACE_MS);
      clearInterval(ticking);
      await journal.close();
    },
  };
}
