import { type FaultInjector, seededRandom } from '@flightdeck/local-faults';
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
    sent = shuffle(sent ?? messages, seededRandom(shuffled.seed + shuffled.injected));
  }
  return sent ?? messages;
}

/** Fisher-Yates. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
