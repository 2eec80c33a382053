import { exampleMessage } from '@flightdeck/flight-event/examples';
import { describe, expect, it } from '@jest/globals';
import { createBatcher } from './batch.ts';
import type { Delivery } from './ports.ts';
import { createVirtualClock } from './simulation/virtual-clock.ts';

const delivery = (number: number): Delivery => ({
  message: {
    ackId: `a${number}`,
    messageId: `m${number}`,
    publishedAtMicros: 0,
    receivedAt: 0,
    ...exampleMessage(number),
  },
  row: undefined,
  leaseUntil: 0,
  settled: false,
});

/** A batcher whose writes end when told to. */
function setUp(limits: { maxEvents?: number; maxBytes?: number; maxInFlight?: number } = {}) {
  const clock = createVirtualClock();
  const batches: number[] = [];
  const ends: (() => void)[] = [];
  const batcher = createBatcher(
    clock,
    { maxEvents: 3, maxBytes: 1_000_000, lingerMs: 50, maxInFlight: 2, ...limits },
    (batch) => {
      batches.push(batch.length);
      return new Promise((resolve) => ends.push(resolve));
    },
  );
  const passMs = (ms: number) => clock.runUntil(clock.now() + ms, () => false);
  return { batcher, batches, ends, passMs };
}

describe('createBatcher', () => {
  it('writes a full batch at once', () => {
    const { batcher, batches } = setUp();
    for (const number of [1, 2, 3]) batcher.add(delivery(number));
    expect(batches).toEqual([3]);
  });

  it('writes what there is when the linger is over', async () => {
    const { batcher, batches, passMs } = setUp();
    batcher.add(delivery(1));
    await passMs(49);
    expect(batches).toEqual([]);
    await passMs(1);
    expect(batches).toEqual([1]);
  });

  it('closes a batch before it exceeds the bytes', () => {
    const size = delivery(1).message.data.length;
    const { batcher, batches } = setUp({ maxBytes: 2 * size + 1 });
    for (const number of [1, 2, 3]) batcher.add(delivery(number));
    expect(batches).toEqual([2]);
  });

  it('keeps at most so many in flight, and goes on when one ends', async () => {
    const { batcher, batches, ends, passMs } = setUp({ maxEvents: 1, maxInFlight: 2 });
    for (const number of [1, 2, 3]) batcher.add(delivery(number));
    expect(batches).toEqual([1, 1]);
    ends[0]?.();
    await passMs(0);
    expect(batches).toEqual([1, 1, 1]);
  });

  it('lets a batch whose linger is over grow while no writer is free', async () => {
    const { batcher, batches, ends, passMs } = setUp({ maxInFlight: 1 });
    for (const number of [1, 2, 3, 4]) batcher.add(delivery(number));
    await passMs(60);
    batcher.add(delivery(5));
    ends[0]?.();
    await passMs(0);
    expect(batches).toEqual([3, 2]);
  });

  it('waits for no company once flushed', () => {
    const { batcher, batches } = setUp();
    batcher.add(delivery(1));
    batcher.flush();
    batcher.add(delivery(2));
    expect(batches).toEqual([1, 1]);
  });
});
