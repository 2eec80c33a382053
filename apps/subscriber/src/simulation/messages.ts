import { toMessage } from '@flightdeck/flight-event';
import { exampleEvent, exampleMessage, poisonKinds } from '@flightdeck/flight-event/examples';
import type { SeededRandom } from '@flightdeck/random';

/** What should become of a message. */
export type Fate = 'stored' | 'dead-lettered';

export interface SimulatedMessage {
  readonly messageId: string;
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly fate: Fate;
  /** The dead-letter topic will not take it: its attributes are too many. */
  readonly unpublishable: boolean;
}

/** An origin the simulated warehouse refuses, although the contract allows it. */
export const REFUSED_ORIGIN = 'XXX';

/** Mostly good events, some that break the contract, some that only the warehouse refuses. */
export function makeMessages(count: number, random: SeededRandom): SimulatedMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const messageId = String(index + 1);
    const dice = random.next();
    if (dice < 0.1) {
      const kind = random.pick(poisonKinds);
      const { data, attributes } = kind.make(index);
      return { messageId, data, attributes, fate: 'dead-lettered', unpublishable: random.next() < 0.1 };
    }
    if (dice < 0.15) {
      const refused = toMessage({ ...exampleEvent(index), origin: REFUSED_ORIGIN }, '/simulation');
      return { messageId, ...refused, fate: 'dead-lettered', unpublishable: false };
    }
    return { messageId, ...exampleMessage(index), fate: 'stored', unpublishable: false };
  });
}
