import { exampleMessage, poisonKinds } from '@flightdeck/flight-event/examples';
import { describe, expect, it } from '@jest/globals';
import { createPipeline } from './pipeline.ts';
import type { Message, Observer } from './ports.ts';
import { createVirtualClock } from './simulation/virtual-clock.ts';

const LIMITS = {
  outstanding: { maxMessages: 5, maxBytes: 1_000_000 },
  batch: { maxEvents: 2, maxBytes: 1_000_000, lingerMs: 50, maxInFlight: 2 },
};
const HOUR_MS = 3_600_000;

const message = (number: number, content = exampleMessage(number)): Message => ({
  ackId: `ack-${number}`,
  messageId: `m${number}`,
  publishedAtMicros: 0,
  receivedAt: 0,
  ...content,
});

/** A pipeline that writes down what it asks of the world, in order. */
function setUp(append: (attempt: number) => Promise<{ refused: []; restStored: true }>) {
  const clock = createVirtualClock();
  const calls: string[] = [];
  let attempts = 0;
  const observer: Observer = { stored() {}, deadLettered() {}, batch() {}, failure() {} };
  const pipeline = createPipeline(
    {
      clock,
      random: () => 0.5,
      isPermanent: () => false,
      observer,
      warehouse: {
        append: (rows) => {
          attempts += 1;
          calls.push(`append ${rows.length}`);
          return append(attempts);
        },
      },
      broker: {
        acknowledge: async (ackIds) => void calls.push(`ack ${ackIds}`),
        modifyAckDeadline: async (ackIds, seconds) =>
          void calls.push(`${seconds === 0 ? 'nack' : 'extend'} ${ackIds}`),
        publishDeadLetters: async (letters) =>
          void calls.push(`dead-letter ${letters.map((one) => one.message.messageId)}`),
      },
    },
    LIMITS,
  );
  const passMs = (ms: number) => clock.runUntil(clock.now() + ms, () => false);
  return { clock, calls, pipeline, passMs };
}

const ok = async () => ({ refused: [] as [], restStored: true as const });
const down = async () => Promise.reject(new Error('the warehouse is down'));

describe('the pipeline', () => {
  it('acks only after the write', async () => {
    const { calls, pipeline, passMs } = setUp(ok);
    pipeline.accept([message(1), message(2)]);
    await passMs(0);
    expect(calls).toEqual(['append 2', 'ack ack-1,ack-2']);
    expect(pipeline.outstanding.size).toBe(0);
  });

  it('dead-letters poison and stores the rest of the response', async () => {
    const { calls, pipeline, passMs } = setUp(ok);
    pipeline.accept([message(1), message(2, poisonKinds[0]?.make(2)), message(3)]);
    await passMs(0);
    expect(calls).toContain('dead-letter m2');
    expect(calls.indexOf('ack ack-2')).toBeGreaterThan(calls.indexOf('dead-letter m2'));
    expect(calls).toContain('ack ack-1,ack-3');
  });

  it('holds and extends leases through an outage of an hour, and gives nothing back', async () => {
    let up = false;
    const { calls, pipeline, passMs } = setUp(() => (up ? ok() : down()));
    pipeline.accept([message(1), message(2)]);
    await passMs(HOUR_MS);
    expect(calls.filter((call) => call.startsWith('nack'))).toEqual([]);
    // Each lease lasts 60 s and is extended when half of it is gone.
    expect(calls.filter((call) => call === 'extend ack-1,ack-2').length).toBeGreaterThanOrEqual(60);
    up = true;
    await passMs(20_000);
    expect(calls.at(-1)).toBe('ack ack-1,ack-2');
  });

  it('pauses its source while it holds as much as it may', async () => {
    let up = false;
    const { pipeline, passMs } = setUp(() => (up ? ok() : down()));
    const asked: string[] = [];
    pipeline.controls({ pause: () => void asked.push('pause'), resume: () => void asked.push('resume') });
    pipeline.accept([1, 2, 3, 4, 5].map((number) => message(number)));
    expect(asked).toEqual(['pause']);
    up = true;
    await passMs(1_000);
    expect(asked).toEqual(['pause', 'resume']);
  });

  it('drains: writes what is held without waiting for company, and acks it', async () => {
    const { calls, pipeline, passMs } = setUp(ok);
    pipeline.accept([message(1)]);
    const drained = pipeline.drain(5_000);
    await passMs(10);
    await expect(drained).resolves.toEqual({ givenBack: 0 });
    expect(calls).toEqual(['append 1', 'ack ack-1']);
  });

  it('gives back what it cannot write before the deadline, and whatever comes after', async () => {
    const { clock, calls, pipeline, passMs } = setUp(down);
    pipeline.accept([message(1), message(2), message(3)]);
    const drained = pipeline.drain(5_000);
    pipeline.accept([message(4)]);
    await passMs(10);
    expect(calls).toContain('nack ack-4');
    await passMs(5_000);
    await expect(drained).resolves.toEqual({ givenBack: 3 });
    expect(calls.at(-1)).toBe('nack ack-1,ack-2,ack-3');
    expect(clock.now()).toBeLessThan(6_000);
    const before = calls.length;
    await passMs(HOUR_MS);
    // Nothing goes on after a drain: no retry, no lease.
    expect(calls.length).toBe(before);
  });
});
