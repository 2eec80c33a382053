import { type MessageShape, scanMessage } from '../wire/pubsub-message.ts';
import { invalidArgument, tooLarge } from './status.ts';

// Limits of Pub/Sub: https://cloud.google.com/pubsub/quotas#resource_limits
const MAX_MESSAGES = 1000;
const MAX_REQUEST_BYTES = 10_000_000;
const MAX_ATTRIBUTES = 100;
const MAX_KEY_BYTES = 256;
const MAX_VALUE_BYTES = 1024;
const MAX_ORDERING_KEY_BYTES = 1024;

/**
 * Checks the messages of a publish request against Pub/Sub's limits.
 * @returns the ordering key that all share, '' for none
 * @throws RpcError INVALID_ARGUMENT
 */
export function checkMessages(messages: readonly Uint8Array[]): string {
  if (messages.length === 0) throw invalidArgument('The value for messages must not be empty.');
  if (messages.length > MAX_MESSAGES) throw tooLarge('message_count', messages.length, MAX_MESSAGES);
  let bytes = 0;
  let orderingKey: string | undefined;
  for (const message of messages) {
    bytes += message.length;
    const shape = scan(message);
    checkShape(shape);
    orderingKey ??= shape.orderingKey;
    if (shape.orderingKey !== orderingKey) {
      throw invalidArgument(
        'In a single publish request, all messages must have no ordering key or they must all have the same ordering key.',
      );
    }
  }
  if (bytes > MAX_REQUEST_BYTES) throw tooLarge('request_size', bytes, MAX_REQUEST_BYTES);
  return orderingKey ?? '';
}

function scan(message: Uint8Array): MessageShape {
  try {
    return scanMessage(message);
  } catch {
    throw invalidArgument('A message of the request is not a valid PubsubMessage.');
  }
}

function checkShape(shape: MessageShape): void {
  if (shape.dataBytes === 0 && shape.attributes === 0) {
    throw invalidArgument(
      'One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.',
    );
  }
  if (shape.attributes > MAX_ATTRIBUTES) throw tooLarge('attributes_count', shape.attributes, MAX_ATTRIBUTES);
  if (shape.longestKey > MAX_KEY_BYTES) throw tooLarge('attribute_key_size', shape.longestKey, MAX_KEY_BYTES);
  if (shape.longestValue > MAX_VALUE_BYTES) {
    throw tooLarge('attribute_value_size', shape.longestValue, MAX_VALUE_BYTES);
  }
  if (shape.emptyKey) throw invalidArgument('The attribute key must not be empty.');
  if (shape.reservedKey) throw invalidArgument('The attribute key must not begin with "goog".');
  const keyBytes = Buffer.byteLength(shape.orderingKey);
  if (keyBytes > MAX_ORDERING_KEY_BYTES)
    throw tooLarge('ordering_key_size', keyBytes, MAX_ORDERING_KEY_BYTES);
}
