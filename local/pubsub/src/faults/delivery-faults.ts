import type { FaultInjector } from '@flightdeck/local-faults';
import { seededRandom } from '@flightdeck/random';
import type { OutgoingMessage } from '../wire/received-messages.ts';

/** What faults do to messages that are on their way to a receiver: some twice, some out of order. */
export function disturb(
  faults: FaultInjector,
  method: string,
  messages: readonly OutgoingMessage[],
): readonly OutgoingMessage[] {
  let sent: OutgoingMessage[] | undefined;
  for (const message of messages) {
    if (faults.roll('duplicate', method) !== undefined) sent = [...(sent ?? messages), message];
  }
  const shuffled = messages.length > 1 ? faults.roll('out-of-order', method) : undefined;
  if (shuffled !== undefined) {
    sent = seededRandom(shuffled.seed + shuffled.injected).shuffle(sent ?? messages);
  }
  return sent ?? messages;
}
