import { exampleEvent, exampleMessage } from '@flightdeck/flight-event/examples';
import { describe, expect, it } from '@jest/globals';
import type { AppendResult, BatchOutcome, Delivery, Message, Row } from './ports.ts';
import { createVirtualClock } from './simulation/virtual-clock.ts';
import { writeBatch } from './write.ts';

const delivery = (number: number): Delivery => {
  const message: Message = {
    ackId: `a${number}`,
    messageId: `m${number}`,
    publishedAtMicros: 0,
    receivedAt: 0,
    ...exampleMessage(number),
  };
  return { message, row: { event: exampleEvent(number), message }, leaseUntil: 0, settled: false };
};

const permanent = (): Error => Object.assign(new Error('invalid row'), { permanent: true });

/** Writes five rows with a warehouse that answers as `append` says. */
async function write(append: (ids: readonly string[]) => AppendResult) {
  const clock = createVirtualClock();
  const requests: string[][] = [];
  const stored: string[] = [];
  const refused: string[] = [];
  const outcomes: BatchOutcome[] = [];
  const done = writeBatch(
    [1, 2, 3, 4, 5].map(delivery),
    {
      clock,
      random: () => 0.5,
      isPermanent: (error) => Boolean((error as { permanent?: boolean }).permanent),
      warehouse: {
        append: async (rows: readonly Row[]) => {
          const ids = rows.map(({ message }) => message.messageId);
          requests.push(ids);
          return append(ids);
        },
      },
      observer: {
        stored() {},
        deadLettered() {},
        failure() {},
        batch: (outcome) => void outcomes.push(outcome),
      },
    },
    {
      stored: (rows) => void stored.push(...rows.map(({ message }) => message.messageId)),
      refused: ({ message }, faults) => void refused.push(`${message.messageId}: ${faults[0]?.reason}`),
    },
    new AbortController().signal,
  );
  await clock.runUntil(600_000, () => false);
  await done;
  return { requests, stored: stored.sort(), refused, outcomes };
}

const GOOD = ['m1', 'm2', 'm4', 'm5'];
const refusesThird = (ids: readonly string[]) =>
  ids.flatMap((id, index) => (id === 'm3' ? [{ index, reason: 'no' }] : []));

describe('writeBatch', () => {
  it('writes again without the rows named, where none of the request lands', async () => {
    const result = await write((ids) => {
      const refused = refusesThird(ids);
      return { refused, restStored: refused.length === 0 };
    });
    expect(result).toMatchObject({ stored: GOOD, refused: ['m3: no'], outcomes: ['partial'] });
    expect(result.requests).toHaveLength(2);
  });

  it('does not write the others again, where they land', async () => {
    const result = await write((ids) => ({ refused: refusesThird(ids), restStored: true }));
    expect(result).toMatchObject({ stored: GOOD, refused: ['m3: no'] });
    expect(result.requests).toHaveLength(1);
  });

  it('halves a request that is refused as a whole until the row to blame stands alone', async () => {
    const result = await write((ids) => {
      if (ids.includes('m3')) throw permanent();
      return { refused: [], restStored: true };
    });
    expect(result).toMatchObject({ stored: GOOD, refused: ['m3: invalid row'], outcomes: ['partial'] });
  });

  it('tries again until the warehouse is back', async () => {
    let failures = 3;
    const result = await write(() => {
      failures -= 1;
      if (failures >= 0) throw new Error('unavailable');
      return { refused: [], restStored: true };
    });
    expect(result.stored).toHaveLength(5);
    expect(result.outcomes).toEqual(['failed', 'failed', 'failed', 'stored']);
  });

  it('tries again when an answer names nothing and stored nothing', async () => {
    let first = true;
    const result = await write(() => {
      const restStored = !first;
      first = false;
      return { refused: [], restStored };
    });
    expect(result.stored).toHaveLength(5);
    expect(result.requests).toHaveLength(2);
  });
});
