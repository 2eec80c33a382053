import { backoffMs } from '@flightdeck/service';
import { sleep } from './clock.ts';
import type { DeadLetter, Delivery } from './ports.ts';
import type { SettlePorts } from './settle.ts';

/** A delivery that goes to the dead-letter topic. */
export interface Undeliverable {
  readonly delivery: Delivery;
  readonly letter: DeadLetter;
  readonly outcome: 'rejected' | 'failed';
}

export interface DeadLetterQueue {
  add(item: Undeliverable): void;
  readonly size: number;
}

/** Pub/Sub takes 1,000 messages and 10 MB a publish request; one message may fill it alone. */
const MAX_LETTERS = 500;
const MAX_BYTES = 4_000_000;

/**
 * Publishes dead letters one request after another, so that a flood of poison never crowds out the good
 * events. A letter the topic itself will never take is given back: the subscription's own dead-letter policy then
 * moves it after its delivery attempts, so it is not dropped either.
 */
export function createDeadLetterQueue(
  ports: SettlePorts,
  results: {
    published(items: readonly Undeliverable[]): void;
    unpublishable(items: readonly Undeliverable[]): void;
  },
  signal: AbortSignal,
): DeadLetterQueue {
  const { clock, random, broker, isPermanent, observer } = ports;
  const waiting: Undeliverable[] = [];
  let working = false;

  const takeRequest = (): Undeliverable[] => {
    let bytes = 0;
    let count = 0;
    for (const { letter } of waiting) {
      bytes += letter.message.data.length;
      if (count > 0 && (count >= MAX_LETTERS || bytes > MAX_BYTES)) break;
      count += 1;
    }
    return waiting.splice(0, count);
  };

  const publish = async (request: readonly Undeliverable[]): Promise<void> => {
    for (let attempts = 1; !signal.aborted; attempts += 1) {
      try {
        await broker.publishDeadLetters(request.map(({ letter }) => letter));
        return results.published(request);
      } catch (error) {
        if (isPermanent(error)) return await publishApart(request, error);
        const retryInMs = backoffMs(attempts, random);
        observer.failure('publish dead letters', error, retryInMs);
        await sleep(clock, retryInMs, signal);
      }
    }
  };

  /** A request is refused for one of its messages: halved until that one stands alone. */
  const publishApart = async (request: readonly Undeliverable[], error: unknown): Promise<void> => {
    if (request.length === 1) {
      observer.failure('publish dead letter', error, undefined);
      return results.unpublishable(request);
    }
    const middle = request.length >> 1;
    await publish(request.slice(0, middle));
    await publish(request.slice(middle));
  };

  const work = async (): Promise<void> => {
    working = true;
    while (waiting.length > 0 && !signal.aborted) await publish(takeRequest());
    working = false;
  };

  return {
    get size() {
      return waiting.length;
    },
    add(item) {
      waiting.push(item);
      // Started in a microtask: the poison of one response goes out in one request.
      if (!working) {
        working = true;
        queueMicrotask(() => void work());
      }
    },
  };
}
