import type { Attributes } from '@flightdeck/flight-event';
import type { DeadLetter } from './ports.ts';

/** Prefix of the attributes a dead letter has beside the original ones. */
export const DEAD_LETTER_PREFIX = 'dead-letter-';
export const REASON_ATTRIBUTE = `${DEAD_LETTER_PREFIX}reason`;
export const MESSAGE_ID_ATTRIBUTE = `${DEAD_LETTER_PREFIX}message-id`;
export const SUBSCRIPTION_ATTRIBUTE = `${DEAD_LETTER_PREFIX}subscription`;

/** Pub/Sub's limit on an attribute's value, in bytes. */
const MAX_VALUE_BYTES = 1_024;

/** The message on the dead-letter topic: original data and attributes, and why it is there. */
export function deadLetterMessage({ message, faults }: DeadLetter, subscription: string) {
  const reason = faults.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
  return {
    data: message.data,
    attributes: {
      ...message.attributes,
      [REASON_ATTRIBUTE]: cut(reason),
      [MESSAGE_ID_ATTRIBUTE]: message.messageId,
      [SUBSCRIPTION_ATTRIBUTE]: subscription,
    },
  };
}

/** The attributes a message had before it became a dead letter. */
export const originalAttributes = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith(DEAD_LETTER_PREFIX)));

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_VALUE_BYTES) return text;
  // A character cut in two decodes to U+FFFD, which is three bytes: room is left for it.
  return bytes.subarray(0, MAX_VALUE_BYTES - 3).toString('utf8');
}
