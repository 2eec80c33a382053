import type { Attributes, Fault, FlightEvent } from '@flightdeck/flight-event';

/** Time, as the core sees it: real in `clock.ts`, virtual in the simulation. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Runs `task` once after `delayMs`. @returns cancels it */
  after(delayMs: number, task: () => void): () => void;
}

/** A number in [0, 1). */
export type Random = () => number;

/** One delivery of a Pub/Sub message; a redelivery is another one, with another `ackId`. */
export interface Message {
  readonly ackId: string;
  readonly messageId: string;
  readonly data: Uint8Array;
  readonly attributes: Attributes;
  /** Microseconds since the epoch. */
  readonly publishedAtMicros: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** What the core asks of Pub/Sub. Every call is over within a bounded time; it rejects when it failed. */
export interface Broker {
  acknowledge(ackIds: readonly string[]): Promise<void>;
  /** The lease ends `seconds` from now; 0 gives the message back for redelivery (a nack). */
  modifyAckDeadline(ackIds: readonly string[], seconds: number): Promise<void>;
  publishDeadLetters(letters: readonly DeadLetter[]): Promise<void>;
}

/** A message that cannot be stored, and why. */
export interface DeadLetter {
  readonly message: Message;
  readonly faults: readonly Fault[];
}

/** A valid event on its way into the table. */
export interface Row {
  readonly event: FlightEvent;
  readonly message: Message;
}

export interface AppendResult {
  /** Rows the warehouse will never take, by index, with its reason. */
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
  /** Whether the other rows are durable; Storage Write lands none of a request that holds a bad row. */
  readonly restStored: boolean;
}

/** What the core asks of BigQuery. Resolves only when rows are durable; over within a bounded time. */
export interface Warehouse {
  append(rows: readonly Row[], ingestedAtMicros: number): Promise<AppendResult>;
}

/** Says of a rejected call whether the same request can ever succeed. */
export type IsPermanent = (error: unknown) => boolean;

/** Where messages come from. `pause` asks the source to hold back; what is under way may still arrive. */
export interface Source {
  pause(): void;
  resume(): void;
}

export type BatchOutcome = 'stored' | 'partial' | 'failed';

/** Told of everything that happens; the telemetry of `main.ts`, the invariants of the simulation. */
export interface Observer {
  stored(deliveries: readonly Delivery[], nowMs: number): void;
  /** Dead-lettered: by the contract (`rejected`) or by the warehouse (`failed`). */
  deadLettered(outcome: 'rejected' | 'failed', letters: readonly DeadLetter[]): void;
  batch(outcome: BatchOutcome, events: number, seconds: number): void;
  /** A call failed and is tried again, or given up when the broker will redeliver. */
  failure(operation: string, error: unknown, retryInMs: number | undefined): void;
}

/** A message the subscriber holds: received and not yet settled. */
export interface Delivery {
  readonly message: Message;
  /** Set once decoded. */
  row: Row | undefined;
  /** Milliseconds since the epoch, as far as this process knows. */
  leaseUntil: number;
  settled: boolean;
}
