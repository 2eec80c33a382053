import type { Telemetry } from '@flightdeck/telemetry';
import type { Outstanding } from './outstanding.ts';
import type { BatchOutcome, DeadLetter, Delivery, Observer } from './ports.ts';
import type { Tracing } from './tracing.ts';

/** A failure that repeats is logged once in this time; its number is in the metrics. */
const LOG_EVERY_MS = 5_000;

/** Of a message whose own word for its system cannot be trusted. */
const UNKNOWN_SYSTEM = 'unknown';

/** Counts and logs what happens, in the instruments of the catalogue. */
export function createObserver({ instruments, logger }: Telemetry, tracing: Tracing): Observer {
  const lastLogged = new Map<string, number>();
  // A series that begins with its first failures shows no increase: what may alert is at zero from the start.
  for (const outcome of ['rejected', 'failed'] as const) {
    instruments.ingestEvents.add(0, { outcome, system: UNKNOWN_SYSTEM });
  }
  return {
    stored(deliveries: readonly Delivery[], nowMs: number) {
      const bySystem = new Map<string, number>();
      for (const { row, message } of deliveries) {
        const system = row?.event.system ?? UNKNOWN_SYSTEM;
        bySystem.set(system, (bySystem.get(system) ?? 0) + 1);
        instruments.ingestLag.record(Math.max(0, nowMs / 1_000 - message.publishedAtMicros / 1_000_000), {
          system,
        });
      }
      for (const [system, events] of bySystem) {
        instruments.ingestEvents.add(events, { outcome: 'stored', system });
        instruments.ingestLastCommitTimestamp.record(nowMs / 1_000, { system });
      }
      tracing.settled(deliveries);
    },
    deadLettered(outcome: 'rejected' | 'failed', letters: readonly DeadLetter[]) {
      for (const { message, faults } of letters) {
        instruments.ingestEvents.add(1, { outcome, system: UNKNOWN_SYSTEM });
        logger.warn({ messageId: message.messageId, outcome, faults }, 'dead-lettered a message');
      }
      tracing.settled(letters, outcome);
    },
    batch(outcome: BatchOutcome, events: number, seconds: number) {
      instruments.ingestBatchEvents.record(events, { outcome });
      instruments.ingestBatchWrite.record(seconds, { outcome });
    },
    failure(operation: string, error: unknown, retryInMs: number | undefined) {
      const now = Date.now();
      if (now - (lastLogged.get(operation) ?? 0) < LOG_EVERY_MS) return;
      lastLogged.set(operation, now);
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(
        { operation, reason, retryInMs },
        retryInMs === undefined ? 'gave up a call' : 'will try again',
      );
    },
  };
}

/** Reports how much is held, and how much may be. */
export function observeSaturation(
  { instruments }: Telemetry,
  outstanding: Pick<Outstanding, 'size'>,
  limit: number,
): void {
  instruments.ingestOutstandingEvents.observe((observe) => observe(outstanding.size));
  instruments.ingestOutstandingLimit.observe((observe) => observe(limit));
}
