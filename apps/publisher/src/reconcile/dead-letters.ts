import { PubSub, v1 } from '@google-cloud/pubsub';

/** Pull takes at most 1,000 messages at once. */
const MESSAGES_PER_PULL = 1_000;
/** Beyond this the number, not the list, is the message. */
const MAX_MESSAGES = 50_000;
const CALL = { timeout: 10_000, retry: { retryCodes: [] } };
/** An empty answer of Pull may come although there are messages; two in a row are believed. */
const EMPTY_ANSWERS = 2;

/**
 * The event ids of the messages that wait on the dead-letter subscription. They are leased while looked at and given
 * back, so nothing is taken away.
 */
export async function deadLetteredIds(projectId: string, subscriptionId: string): Promise<Set<string>> {
  const pubsub = new PubSub({ projectId });
  const client = new v1.SubscriberClient({ ...(await pubsub.getClientConfig()) });
  const subscription = `projects/${projectId}/subscriptions/${subscriptionId}`;
  const ids = new Set<string>();
  const leased: string[] = [];
  try {
    for (let empty = 0; empty < EMPTY_ANSWERS && leased.length < MAX_MESSAGES; ) {
      const [{ receivedMessages }] = await client.pull(
        { subscription, maxMessages: MESSAGES_PER_PULL, returnImmediately: true },
        CALL,
      );
      if (!receivedMessages?.length) empty += 1;
      for (const { ackId, message } of receivedMessages ?? []) {
        if (ackId) leased.push(ackId);
        const id = message?.attributes?.['ce-id'];
        if (id) ids.add(id);
      }
    }
    return ids;
  } finally {
    for (let start = 0; start < leased.length; start += MESSAGES_PER_PULL) {
      const ackIds = leased.slice(start, start + MESSAGES_PER_PULL);
      await client.modifyAckDeadline({ subscription, ackIds, ackDeadlineSeconds: 0 }, CALL);
    }
    await Promise.all([client.close(), pubsub.close()]);
  }
}
