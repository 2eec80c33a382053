import { describe, expect, it } from '@jest/globals';
import { type Answer, AnswerCache } from './answer-cache.ts';

const STAY = new AbortController().signal;

function setUp({ patienceMs = 60_000, maxBytes = 100_000 } = {}) {
  const clock = { ms: 0 };
  const cache = new AnswerCache({
    maxBytes,
    staleIfErrorMs: 1_000,
    staleIfSlowMs: 500,
    patienceMs,
    isTransient: (thrown) => (thrown as Error).message === 'transient',
    now: () => clock.ms,
  });
  const answer = (text: string): Answer => ({
    body: text,
    bytes: text.length,
    etag: `"${text}"`,
    madeAtMs: clock.ms,
    freshUntilMs: clock.ms + 100,
  });
  const load = async (key: string, make: () => Promise<Answer> | Answer) => {
    const { answer: made, result } = await cache.load(key, STAY, async () => make());
    return `${result} ${made.body}`;
  };
  const fails = (message: string) => () => Promise.reject(new Error(message));
  return { clock, cache, answer, load, fails };
}

describe('AnswerCache', () => {
  it('serves an answer while it is fresh', async () => {
    const { clock, cache, answer, load } = setUp();
    expect(await load('k', () => answer('one'))).toBe('miss one');
    clock.ms = 99;
    expect(cache.fresh('k')?.body).toBe('one');
    clock.ms = 100;
    expect(cache.fresh('k')).toBeUndefined();
  });

  it('loads once for all who ask at the same time', async () => {
    const { answer, load } = setUp();
    let loads = 0;
    const make = async () => {
      await Promise.resolve();
      return answer(String(++loads));
    };
    expect(await Promise.all([load('k', make), load('k', make), load('k', make)])).toEqual([
      'miss 1',
      'miss 1',
      'miss 1',
    ]);
  });

  it('falls back to the older answer on a transient error, for a bounded time', async () => {
    const { clock, answer, load, fails } = setUp();
    await load('k', () => answer('old'));
    clock.ms = 1_099;
    expect(await load('k', fails('transient'))).toBe('stale old');
    clock.ms = 1_100;
    await expect(load('k', fails('transient'))).rejects.toThrow('transient');
  });

  it('does not hide a permanent error, and forgets the answer', async () => {
    const { clock, answer, load, fails } = setUp();
    await load('k', () => answer('old'));
    clock.ms = 200;
    await expect(load('k', fails('gone'))).rejects.toThrow('gone');
    await expect(load('k', fails('transient'))).rejects.toThrow('transient');
  });

  it('serves the older answer when the newer one takes long, and still takes that in', async () => {
    const { clock, cache, answer, load } = setUp({ patienceMs: 1 });
    await load('k', () => answer('old'));
    clock.ms = 200;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    expect(await load('k', () => promise)).toBe('stale old');
    resolve(answer('new'));
    await promise;
    await new Promise(setImmediate);
    expect(cache.fresh('k')?.body).toBe('new');
  });

  it('waits for the newer answer when the older one is too old for that', async () => {
    const patienceMs = 1;
    const { clock, answer, load } = setUp({ patienceMs });
    await load('k', () => answer('old'));
    clock.ms = 600;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const loading = load('k', () => promise);
    // Set after the cache's own timer of the same length, so it ends after it.
    await new Promise((later) => setTimeout(later, patienceMs));
    resolve(answer('new'));
    expect(await loading).toBe('miss new');
  });

  it('cancels a load only when the last of its callers has left', async () => {
    const { cache, answer } = setUp();
    const first = new AbortController();
    const second = new AbortController();
    let signal: AbortSignal | undefined;
    const { promise } = Promise.withResolvers<Answer>();
    const make = (given: AbortSignal): Promise<Answer> => {
      signal = given;
      return promise;
    };
    const one = cache.load('k', first.signal, make);
    const two = cache.load('k', second.signal, make);
    first.abort(new Error('left'));
    await expect(one).rejects.toThrow('left');
    expect(signal?.aborted).toBe(false);
    second.abort(new Error('left too'));
    await expect(two).rejects.toThrow('left too');
    expect(signal?.aborted).toBe(true);
    const { result } = await cache.load('k', STAY, async () => answer('anew'));
    expect(result).toBe('miss');
  });

  it('stays within its bytes', async () => {
    const { cache, answer, load } = setUp({ maxBytes: 20_000 });
    for (let key = 0; key < 1_000; key++) await load(String(key), () => answer('x'.repeat(1_000)));
    expect(cache.bytes).toBeLessThanOrEqual(20_000);
    await load('huge', () => answer('x'.repeat(30_000)));
    expect(cache.fresh('huge')).toBeUndefined();
    expect(cache.fresh('999')).toBeDefined();
  });
});
