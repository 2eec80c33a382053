/** Why a request was refused; the catalogue's values of the label `reason`. */
export type ShedReason = 'in_flight' | 'event_loop';

export interface LoadShedderSettings {
  /** Requests in work at once; most of them wait for the warehouse. */
  readonly maxInFlight: number;
  /** How long one turn of the event loop may spend on requests before it refuses the rest. */
  readonly maxTurnMs: number;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Calls back when this turn of the event loop is over (setImmediate). */
  readonly onTurnEnd: (callback: () => void) => void;
}

// What low traffic brings at once, after a pause of a second say, is answered whatever the machine is busy with.
// More would make a turn long where a request takes milliseconds: at 200 (and 330 answers a second, on a machine
// shared with others) a turn took 600 ms.
const MIN_REQUESTS_PER_TURN = 50;

/**
 * Decides which requests are refused so that the others are answered in time.
 *
 * In one turn the event loop takes up all requests that arrived during the turn before: the longer a turn,
 * the more wait at its end, and the later all of them are. So a turn works for a bounded time and refuses
 * what is left, which costs next to nothing. That bounds the wait without a memory that could swing.
 */
export class LoadShedder {
  readonly #settings: LoadShedderSettings;
  #inFlight = 0;
  #requestsInTurn = 0;
  #turnStartedMs = 0;

  constructor(settings: LoadShedderSettings) {
    this.#settings = settings;
  }

  /** The reason to refuse, or undefined: then `leave` must be called once when the request is over. */
  enter(): ShedReason | undefined {
    const { maxInFlight, maxTurnMs, nowMs, onTurnEnd } = this.#settings;
    if (this.#inFlight >= maxInFlight) return 'in_flight';
    if (this.#requestsInTurn === 0) {
      this.#turnStartedMs = nowMs();
      onTurnEnd(() => {
        this.#requestsInTurn = 0;
      });
    }
    this.#requestsInTurn++;
    if (this.#requestsInTurn > MIN_REQUESTS_PER_TURN && nowMs() - this.#turnStartedMs > maxTurnMs) {
      return 'event_loop';
    }
    this.#inFlight++;
    return undefined;
  }

  leave(): void {
    this.#inFlight--;
  }
}
