import { toMessage } from '@flightdeck/flight-event';
import { exampleEvent, exampleMessage, poisonKinds } from '@flightdeck/flight-event/examples';
import type { Random } from '../ports.ts';
import { between } from './random.ts';

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
export function makeMessages(count: number, random: Random): SimulatedMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const messageId = String(index + 1);
    const dice = random();
    if (dice < 0.1) {
      const kind = poisonKinds[between(random, 0, poisonKinds.length - 1)];
      const { data, attributes } = kind?.make(index) ?? exampleMessage(index);
      return { messageId, data, attributes, fate: 'dead-lettered', unpublishable: random() < 0.1 };
    }
    if (dice < 0.15) {
      const refused = toMessage({ ...exampleEvent(index), origin: REFUSED_ORIGIN }, '/simulation');
      return { messageId, ...refused, fate: 'dead-lettered', unpublishable: false };
    }
    return { messageId, ...exampleMessage(index), fate: 'stored', unpublishable: false };
  });
}
