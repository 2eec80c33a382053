import { describe, expect, it } from '@jest/globals';
import type { PoisonAction } from '../schedule/document.ts';
import { sortLetters } from './sort-letters.ts';

const poison = (label: string, count: number): PoisonAction => ({
  on: 'topic',
  kind: 'poison',
  count,
  label,
});
const letter = (eventId: string, reason = 'event_id: no') => ({ eventId, reason });

describe('sortLetters', () => {
  it('tells poison, what a fault refused, and what nobody had a reason to set aside', () => {
    const letters = [
      letter('poison-step-1-0'),
      letter('poison-step-1-1'),
      letter('soak-7', 'row: Injected fault: INVALID_ARGUMENT'),
      letter('soak-8', 'not acknowledged in 10 deliveries'),
    ];
    expect(sortLetters(letters, [poison('step-1', 2)], [poison('step-1', 2)])).toEqual({
      poison: 2,
      refusedByFault: 1,
      unexplained: [letters[3]],
      missingPoison: [],
    });
  });

  it('misses poison that was published for sure, not such as may have been', () => {
    const { missingPoison } = sortLetters([], [poison('a', 1)], [poison('a', 1), poison('b', 1)]);
    expect(missingPoison).toEqual(['poison-a-0']);
  });
});
