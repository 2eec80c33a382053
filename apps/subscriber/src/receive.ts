import { type BackoffLimits, backoffMs } from '@flightdeck/service';
import type { Clock, Message, Observer, Random, Source } from './ports.ts';

/** One StreamingPull call. Exactly one `onEnd` follows, unless it is closed first. */
export interface PullStream extends Source {
  close(): void;
}

export type OpenPullStream = (handlers: {
  readonly onMessages: (messages: readonly Message[]) => void;
  readonly onEnd: (error: unknown) => void;
}) => PullStream;

export interface Receiver extends Source {
  /** No message arrives after this. */
  stop(): void;
  /** Whether the stream has been open since the last failure. */
  readonly connected: boolean;
}

/** Pub/Sub closes healthy streams every half hour or so: reopening must be quick when it is not failing. */
const STREAM_BACKOFF: BackoffLimits = { firstMs: 100, mostMs: 10_000 };

/** A stream that lived this long was healthy; its end is no reason to back off further. */
const HEALTHY_AFTER_MS = 5_000;

/** Keeps one StreamingPull open, reopening it with backoff whatever ends it. */
export function createReceiver(
  open: OpenPullStream,
  accept: (messages: readonly Message[]) => void,
  { clock, random, observer }: { clock: Clock; random: Random; observer: Observer },
): Receiver {
  let stream: PullStream | undefined;
  let cancelReopen = (): void => {};
  let failures = 0;
  let stopped = false;
  let paused = false;

  const start = (): void => {
    const openedAt = clock.now();
    let ended = false;
    const opened = open({
      onMessages: (messages) => {
        failures = 0;
        if (!stopped && !ended) accept(messages);
      },
      onEnd: (error) => {
        if (stopped || ended) return;
        ended = true;
        stream = undefined;
        failures = clock.now() - openedAt >= HEALTHY_AFTER_MS ? 1 : failures + 1;
        const retryInMs = backoffMs(failures, random, STREAM_BACKOFF);
        observer.failure('streaming pull', error, retryInMs);
        cancelReopen = clock.after(retryInMs, start);
      },
    });
    if (ended) return;
    stream = opened;
    if (paused) stream.pause();
  };

  start();
  return {
    get connected() {
      return stream !== undefined;
    },
    pause() {
      paused = true;
      stream?.pause();
    },
    resume() {
      paused = false;
      stream?.resume();
    },
    stop() {
      stopped = true;
      cancelReopen();
      stream?.close();
    },
  };
}
