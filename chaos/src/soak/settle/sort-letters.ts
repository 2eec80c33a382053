import type { PoisonAction } from '../schedule/document.ts';
import type { DeadLetter } from './dead-letters.ts';

/** How every local server words a refusal that a fault made. */
export const INJECTED = 'njected fault';

/** Dead letters by what they are doing there. */
export interface SortedLetters {
  readonly poison: number;
  /** Good events that a fault had the warehouse refuse for good. */
  readonly refusedByFault: number;
  /** Neither: events that nobody had a reason to set aside. */
  readonly unexplained: readonly DeadLetter[];
  /** Poison that was published for sure and is not here. */
  readonly missingPoison: readonly string[];
}

export const poisonIds = ({ count, label }: PoisonAction): string[] =>
  Array.from({ length: count }, (_, number) => `poison-${label}-${number}`);

/**
 * @param published poison whose publication was confirmed
 * @param attempted poison that may have been published
 */
export function sortLetters(
  letters: readonly DeadLetter[],
  published: readonly PoisonAction[],
  attempted: readonly PoisonAction[],
): SortedLetters {
  const mayBe = new Set(attempted.flatMap(poisonIds));
  const found = new Set(letters.map(({ eventId }) => eventId));
  const others = letters.filter(({ eventId }) => !mayBe.has(eventId));
  return {
    poison: letters.length - others.length,
    refusedByFault: others.filter(({ reason }) => reason.includes(INJECTED)).length,
    unexplained: others.filter(({ reason }) => !reason.includes(INJECTED)),
    missingPoison: published.flatMap(poisonIds).filter((id) => !found.has(id)),
  };
}
