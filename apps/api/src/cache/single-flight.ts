/**
 * Loads each key at most once at a time: later callers join the load that is under way. The load's signal
 * aborts only when every caller has left.
 */
export class SingleFlight<Value> {
  readonly #flights = new Map<string, Flight<Value>>();

  /** @param leave aborts when this caller no longer waits; its promise then rejects with the reason */
  join(key: string, leave: AbortSignal, load: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const flight = this.#flights.get(key) ?? this.#start(key, load);
    flight.waiting++;
    return new Promise((resolve, reject) => {
      const onLeave = (): void => {
        if (--flight.waiting === 0) {
          // A new caller must not join a load that is being cancelled.
          this.#forget(key, flight);
          flight.controller.abort(leave.reason);
        }
        reject(leave.reason);
      };
      leave.addEventListener('abort', onLeave, { once: true });
      flight.result.then(resolve, reject).finally(() => leave.removeEventListener('abort', onLeave));
      if (leave.aborted) onLeave();
    });
  }

  get size(): number {
    return this.#flights.size;
  }

  #start(key: string, load: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const controller = new AbortController();
    const result = load(controller.signal);
    const flight: Flight<Value> = { result, controller, waiting: 0 };
    this.#flights.set(key, flight);
    const forget = (): void => this.#forget(key, flight);
    result.then(forget, forget);
    return flight;
  }

  #forget(key: string, flight: Flight<Value>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

interface Flight<Value> {
  readonly result: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}
