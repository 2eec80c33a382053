import type { FlightEvent } from '@flightdeck/flight-event';
import { type Answer, horizonMs } from './answer.ts';
import { type Ceilings, ceilingsOf } from './ceilings.ts';
import { expectedEvent, type SourceFlights } from './flights.ts';
import { Floors } from './floors.ts';

/** How far the publisher says that it is, and when it was asked. */
export interface Published {
  readonly handedOver: number;
  readonly atMs: number;
}

/**
 * The publisher writes its counts twice a second and after a stall makes up for a second at once; the rest is for a
 * machine on which the line takes its time to the supervisor.
 */
const PUBLISHER_LAG_SECONDS = 10;

/**
 * Everything the oracle knows: the source, how far it was published at the most, what was seen, and what must be
 * visible at the least.
 */
export class Knowledge {
  readonly #flights: SourceFlights;
  readonly #ceilings: Ceilings;
  readonly #floors = new Floors();
  readonly #rate: number;
  /** When each row was first answered; 0 for never. */
  readonly #seenAtMs: Float64Array;
  #published: Published = { handedOver: 0, atMs: 0 };

  /** @param rate events the publisher sends a second */
  constructor(flights: SourceFlights, rate: number) {
    this.#flights = flights;
    this.#ceilings = ceilingsOf(flights);
    this.#rate = rate;
    this.#seenAtMs = new Float64Array(flights.total + 1);
  }

  /** A publisher that was killed counts from what was confirmed again: what was once handed over stays so. */
  publishedUpTo(handedOver: number, atMs: number): void {
    this.#published = { handedOver: Math.max(handedOver, this.#published.handedOver), atMs };
  }

  /** No row after this one can have been published by `atMs`. */
  handedOver(atMs: number): number {
    const { handedOver, atMs: knownAtMs } = this.#published;
    const sinceSeconds = Math.max(0, atMs - knownAtMs) / 1_000 + PUBLISHER_LAG_SECONDS;
    return Math.min(this.#flights.total, handedOver + Math.ceil(sinceSeconds * this.#rate));
  }

  expected(row: number): FlightEvent {
    return expectedEvent(this.#flights, row);
  }

  rowsOf(key: string, atMs: number): readonly number[] {
    return this.#ceilings.rowsOf(key, this.handedOver(atMs));
  }

  see(row: number, atMs: number): void {
    if (this.#seenAtMs[row] === 0) this.#seenAtMs[row] = atMs;
  }

  seenAtMs(row: number): number | undefined {
    return this.#seenAtMs[row] || undefined;
  }

  /** So many flights of a key must be visible to whoever asks from `atMs` on. */
  prove(key: string, count: number, atMs: number): void {
    this.#floors.prove(key, count, atMs);
  }

  /** Counts may lag within the allowed staleness, never exceed, and the same question never goes back. */
  judgeCount(key: string, count: number, answer: Answer): string[] {
    const { question, receivedAtMs, sentAtMs } = answer;
    const most = this.#ceilings.upTo(key, this.handedOver(receivedAtMs));
    const least = this.#floors.by(key, horizonMs(answer));
    // A later page is asked for once: its token is a new one each time.
    const same = question.path.includes('page_token=') ? undefined : `${question.path} ${key}`;
    const before = same === undefined ? 0 : this.#floors.by(same, sentAtMs);
    this.prove(key, count, receivedAtMs);
    if (same !== undefined) this.prove(same, count, receivedAtMs);
    if (count > most) return [`${key}: ${count} flights, but at most ${most} were published`];
    if (count < before)
      return [`${key}: ${count} flights, but the same question was answered ${before} before`];
    if (count < least) return [`${key}: ${count} flights, but ${least} were visible long before`];
    return [];
  }
}
