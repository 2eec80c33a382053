import { Deque } from './deque.ts';
import type { Holder } from './holder.ts';

interface KeyState {
  /** Waiting their turn, ascending. */
  queue: number[];
  /** Delivered and neither settled nor failed. */
  readonly out: Set<number>;
  holder: Holder | undefined;
  /** A failed message of the key waits out its retry backoff, and so does all behind it. */
  delayed: boolean;
  /** Listed in the ready keys. */
  listed: boolean;
}

/**
 * Ordering keys of one subscription: messages of a key go out in publish order, to one holder at a time,
 * and a message that fails takes back every later one of its key, so that nobody sees them out of order.
 */
export class KeyOrder {
  readonly #keys = new Map<string, KeyState>();
  readonly #ready = new Deque<string>();

  /** May the next message of the log go to `holder` at once, or must it queue behind its key? */
  mayGo(key: string, holder: Holder): boolean {
    const state = this.#keys.get(key);
    return state === undefined || (state.queue.length === 0 && state.holder === holder && !state.delayed);
  }

  isQueued(key: string, seq: number): boolean {
    return this.#keys.get(key)?.queue.includes(seq) ?? false;
  }

  /** Queues a message in its key's order. */
  park(key: string, seq: number): void {
    const state = this.#stateOf(key);
    let at = state.queue.length;
    while (at > 0 && (state.queue[at - 1] as number) > seq) at--;
    state.queue.splice(at, 0, seq);
    this.#list(key, state);
  }

  /**
   * The message that a key wants delivered next: a free key to anyone, a held one to its holder only.
   * `delivered` must follow, or nothing changes.
   */
  next(holder?: Holder): { readonly key: string; readonly seq: number } | undefined {
    for (let key = this.#ready.peek(); key !== undefined; key = this.#ready.peek()) {
      const state = this.#keys.get(key);
      const seq = state?.queue[0];
      if (state !== undefined && seq !== undefined && !state.delayed) {
        if (state.out.size === 0 || (holder !== undefined && state.holder === holder)) return { key, seq };
      }
      this.#ready.shift();
      if (state !== undefined) state.listed = false;
    }
    return undefined;
  }

  /** Records that a message of `key` went to `holder`. */
  delivered(key: string, seq: number, holder: Holder | undefined): void {
    const state = this.#stateOf(key);
    const at = state.queue[0] === seq ? 0 : state.queue.indexOf(seq);
    if (at >= 0) state.queue.splice(at, 1);
    state.out.add(seq);
    state.holder = holder;
  }

  /** Forgets a message that is acknowledged or dropped. @returns whether it was queued */
  settled(key: string, seq: number): boolean {
    const state = this.#keys.get(key);
    if (state === undefined) return false;
    const at = state.out.delete(seq) ? -1 : state.queue.indexOf(seq);
    if (at >= 0) state.queue.splice(at, 1);
    this.#list(key, state);
    return at >= 0;
  }

  /** Takes back `seq` and everything later of its key. @returns all that were taken back, ascending */
  failed(key: string, seq: number, delayed: boolean): number[] {
    const state = this.#stateOf(key);
    const back = [...state.out].filter((other) => other >= seq).sort((a, b) => a - b);
    for (const other of back) state.out.delete(other);
    state.queue = [...back, ...state.queue].sort((a, b) => a - b);
    if (delayed) state.delayed = true;
    this.#list(key, state);
    return back;
  }

  /** The backoff of the key's failed message is over. */
  backoffOver(key: string): void {
    const state = this.#keys.get(key);
    if (state === undefined) return;
    state.delayed = false;
    this.#list(key, state);
  }

  /** Every queued message. */
  *queuedMessages(): IterableIterator<number> {
    for (const state of this.#keys.values()) yield* state.queue;
  }

  clear(): void {
    this.#keys.clear();
    this.#ready.clear();
  }

  #stateOf(key: string): KeyState {
    let state = this.#keys.get(key);
    if (state === undefined) {
      state = { queue: [], out: new Set(), holder: undefined, delayed: false, listed: false };
      this.#keys.set(key, state);
    }
    return state;
  }

  #list(key: string, state: KeyState): void {
    if (state.out.size > 0) return;
    if (state.queue.length === 0) {
      this.#keys.delete(key);
    } else if (!state.listed && !state.delayed) {
      state.listed = true;
      this.#ready.push(key);
    }
  }
}
