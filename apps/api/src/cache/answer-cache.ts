import { LRUCache } from 'lru-cache';
import { SingleFlight } from './single-flight.ts';

/** An answer as it goes out: serialised once, served many times. */
export interface Answer {
  /** Text, not bytes: Node then sends head and body in one write. */
  readonly body: string;
  /** Its length in UTF-8. */
  readonly bytes: number;
  readonly etag: string;
  /** When it was made, in ms of the cache's clock. */
  readonly madeAtMs: number;
  readonly freshUntilMs: number;
}

export type CacheResult = 'hit' | 'miss' | 'stale';

export interface AnswerCacheSettings {
  /** Bytes of bodies held; the least recently used go first. */
  readonly maxBytes: number;
  /** How long past its freshness an answer may stand in for one that cannot be made. */
  readonly staleIfErrorMs: number;
  /** The same while a newer one only takes long: shorter, since it is on its way. */
  readonly staleIfSlowMs: number;
  /** How long a caller for whom an older answer is at hand waits for a newer one. */
  readonly patienceMs: number;
  /** Whether an older answer is better than this error. */
  readonly isTransient: (thrown: unknown) => boolean;
  /** Milliseconds, monotonic or not, but the same for all. */
  readonly now: () => number;
}

// What an entry costs beside its body: key, ETag, objects, the list of the cache.
const ENTRY_OVERHEAD_BYTES = 500;

/** Answers by key, in memory: fresh for their time, one load per key at a time, old ones while loading fails. */
export class AnswerCache {
  readonly #settings: AnswerCacheSettings;
  readonly #answers: LRUCache<string, Answer>;
  readonly #loads = new SingleFlight<Answer>();

  constructor(settings: AnswerCacheSettings) {
    this.#settings = settings;
    this.#answers = new LRUCache({
      maxSize: settings.maxBytes,
      // An answer that would push out half of the others is not worth keeping.
      maxEntrySize: Math.ceil(settings.maxBytes / 2),
      sizeCalculation: (answer, key) => answer.bytes + key.length + ENTRY_OVERHEAD_BYTES,
    });
  }

  /** The answer if it is at hand and fresh: the hot path, without a promise. */
  fresh(key: string): Answer | undefined {
    const answer = this.#answers.get(key);
    return answer !== undefined && this.#settings.now() < answer.freshUntilMs ? answer : undefined;
  }

  /**
   * Loads the answer, joining a load under way. Falls back to an older answer when the load fails for a
   * transient reason or takes longer than the patience.
   * @param leave aborts when the caller no longer waits
   */
  async load(
    key: string,
    leave: AbortSignal,
    make: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<{ answer: Answer; result: CacheResult }> {
    const loading = this.#loads.join(key, leave, async (signal) => {
      const answer = await make(signal);
      this.#answers.set(key, answer);
      return answer;
    });
    const older = this.#usable(key);
    if (older === undefined) return { answer: await loading, result: 'miss' };
    const { staleIfSlowMs, patienceMs, now } = this.#settings;
    const mayBeLate = now() < older.freshUntilMs + staleIfSlowMs;
    try {
      const answer = mayBeLate ? await this.#within(patienceMs, loading) : await loading;
      return answer === undefined ? { answer: older, result: 'stale' } : { answer, result: 'miss' };
    } catch (thrown) {
      if (!this.#settings.isTransient(thrown)) {
        this.#answers.delete(key);
        throw thrown;
      }
      return { answer: older, result: 'stale' };
    }
  }

  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  #usable(key: string): Answer | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    if (this.#settings.now() < answer.freshUntilMs + this.#settings.staleIfErrorMs) return answer;
    this.#answers.delete(key);
    return undefined;
  }

  #within<Value>(ms: number, promise: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(undefined), ms);
      promise.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
