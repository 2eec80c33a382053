import { describe, expect, it } from '@jest/globals';
import { createRequestQueue } from './publish.ts';

/** A queue whose waits are over at once, and a broker that answers as told. */
function setUp(send: (items: readonly number[], call: number) => Promise<void>) {
  const confirmed: number[] = [];
  const refused: number[] = [];
  const waits: number[] = [];
  let calls = 0;
  const stop = new AbortController();
  const queue = createRequestQueue<number>(
    {
      send: (items) => {
        calls += 1;
        return send(items, calls);
      },
      isPermanent: (error) => (error as Error).message === 'invalid',
      sleep: async (ms) => void waits.push(ms),
      random: () => 1,
      confirmed: async (items) => void confirmed.push(...items),
      refused: (item) => void refused.push(item),
      retrying: () => {},
    },
    stop.signal,
  );
  return { queue, confirmed, refused, waits, stop };
}

describe('the request queue', () => {
  it('counts as confirmed only what was answered', async () => {
    let answer = (): void => {};
    const { queue, confirmed } = setUp(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await queue.push([1, 2]);
    expect(confirmed).toEqual([]);
    answer();
    await queue.drain();
    expect(confirmed).toEqual([1, 2]);
  });

  it('tries again with longer and longer waits', async () => {
    const { queue, confirmed, waits } = setUp(async (_, call) => {
      if (call < 4) throw new Error('unavailable');
    });
    await queue.push([1]);
    await queue.drain();
    expect(confirmed).toEqual([1]);
    expect(waits).toEqual([100, 200, 400]);
  });

  it('finds the one message a topic refuses, and sends the others', async () => {
    const { queue, confirmed, refused } = setUp(async (items) => {
      if (items.includes(3)) throw new Error('invalid');
    });
    await queue.push([1, 2, 3, 4, 5]);
    await queue.drain();
    expect(refused).toEqual([3]);
    expect(confirmed.sort()).toEqual([1, 2, 4, 5]);
  });

  it('keeps at most four requests under way', async () => {
    const answers: (() => void)[] = [];
    const { queue } = setUp(() => new Promise((resolve) => answers.push(resolve)));
    for (const item of [1, 2, 3, 4]) await queue.push([item]);
    let pushed = false;
    const fifth = queue.push([5]).then(() => {
      pushed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(pushed).toBe(false);
    answers[0]?.();
    await fifth;
    expect(answers).toHaveLength(5);
  });

  it('gives up when told to stop', async () => {
    const { queue, confirmed, stop } = setUp(async () => {
      stop.abort();
      throw new Error('unavailable');
    });
    await queue.push([1]);
    await queue.drain();
    expect(confirmed).toEqual([]);
  });
});
