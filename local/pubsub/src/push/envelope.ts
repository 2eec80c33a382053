import { timestampText } from '../core/duration.ts';
import type { PushConfig } from '../core/resources.ts';
import { readAttributes, readData } from '../wire/pubsub-message.ts';

/** A message as it is pushed. */
export interface PushMessage {
  readonly messageId: string;
  readonly publishMs: number;
  readonly orderingKey: string;
  readonly subscription: string;
  /** 0 where the subscription has no dead-letter policy. */
  readonly attempt: number;
  /** The encoded PubsubMessage. */
  readonly body: Uint8Array;
}

export interface PushRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * The HTTP request of a push: JSON that wraps the message, or, where the subscription asks for it, the
 * bare data with the metadata in headers.
 * Source: https://cloud.google.com/pubsub/docs/push#receive_push and …/docs/payload-unwrapping
 */
export function pushRequest(message: PushMessage, { noWrapper }: PushConfig): PushRequest {
  return noWrapper === undefined ? wrapped(message) : unwrapped(message, noWrapper.writeMetadata === true);
}

function wrapped({
  messageId,
  publishMs,
  orderingKey,
  subscription,
  attempt,
  body,
}: PushMessage): PushRequest {
  const publishTime = timestampText(publishMs);
  const attributes = readAttributes(body);
  const data = Buffer.from(readData(body)).toString('base64');
  const envelope = {
    message: {
      ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(data === '' ? {} : { data }),
      // Both spellings, as Pub/Sub sends them.
      messageId,
      message_id: messageId,
      ...(orderingKey === '' ? {} : { orderingKey }),
      publishTime,
      publish_time: publishTime,
    },
    subscription,
    ...(attempt > 0 ? { deliveryAttempt: attempt } : {}),
  };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(envelope) };
}

function unwrapped(message: PushMessage, writeMetadata: boolean): PushRequest {
  const headers: Record<string, string> = {};
  if (writeMetadata) {
    headers['x-goog-pubsub-subscription-name'] = message.subscription;
    headers['x-goog-pubsub-message-id'] = message.messageId;
    headers['x-goog-pubsub-publish-time'] = timestampText(message.publishMs);
    if (message.orderingKey !== '') headers['x-goog-pubsub-ordering-key'] = message.orderingKey;
    if (message.attempt > 0) headers['x-goog-pubsub-delivery-attempt'] = String(message.attempt);
    Object.assign(headers, readAttributes(message.body));
  }
  return { headers, body: Buffer.from(readData(message.body)) };
}
