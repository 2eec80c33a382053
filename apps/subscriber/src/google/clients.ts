import { PubSub, v1 } from '@google-cloud/pubsub';

/** A dead connection is noticed within half a minute even when nothing is sent. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 20_000, 'grpc.keepalive_timeout_ms': 10_000 };

export type PubSubClients = Awaited<ReturnType<typeof createPubSubClients>>;

/** The generated Pub/Sub clients, at the endpoint that the library finds in its own environment variables. */
export async function createPubSubClients(projectId: string) {
  const pubsub = new PubSub({ projectId });
  const config = { ...(await pubsub.getClientConfig()), ...KEEPALIVE };
  const subscriber = new v1.SubscriberClient(config);
  const publisher = new v1.PublisherClient(config);
  return {
    subscriber,
    publisher,
    async close() {
      await Promise.all([subscriber.close(), publisher.close(), pubsub.close()]);
    },
  };
}
