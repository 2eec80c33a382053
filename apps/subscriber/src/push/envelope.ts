import { timestampMicros } from '@flightdeck/flight-event';
import { z } from 'zod';
import type { Message } from '../ports.ts';

/** The JSON that Pub/Sub posts to a push endpoint (wrapped). */
const envelope = z.object({
  message: z.object({
    messageId: z.string().min(1),
    publishTime: z.string(),
    data: z.base64().default(''),
    attributes: z.record(z.string(), z.string()).default({}),
  }),
  subscription: z.string().min(1),
});

export type PushedMessage = Omit<Message, 'ackId' | 'receivedAt'>;

/**
 * Reads a push request's body.
 * @throws Error that says what is wrong with the envelope
 */
export function readEnvelope(body: Buffer): PushedMessage {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (thrown) {
    throw new Error(`the body is not JSON: ${(thrown as SyntaxError).message}`);
  }
  const parsed = envelope.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`not a Pub/Sub push envelope: ${faults.join('; ')}`);
  }
  const { messageId, publishTime, data, attributes } = parsed.data.message;
  const publishedAtMicros = timestampMicros(publishTime);
  if (publishedAtMicros === undefined)
    throw new Error('not a Pub/Sub push envelope: message.publishTime: not RFC 3339');
  return { messageId, data: Buffer.from(data, 'base64'), attributes, publishedAtMicros };
}
