/** Why a request was refused; the catalogue's values of the label `reason`. */
export type ShedReason = 'in_flight' | 'event_loop';

export interface LoadShedderSettings {
  /** Requests in work at once; most of them wait for the warehouse. */
  readonly maxInFlight: number;
  /** How late the event loop may run before a share of the requests is refused. */
  readonly maxDelayMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

// How strongly the share answers to the delay: at twice the bearable delay it grows by a tenth per look.
const GAIN = 0.1;
// Falls slower than it rises: a share that swings would refuse everything, then nothing.
const DECAY = 0.03;
// One late look may be a pause of the machine; several in a row are load.
const SMOOTHING = 0.3;
// With fewer requests between two looks, they are not what keeps the event loop busy, and refusing them
// would not help. At a look every 50 ms: 400 a second, far below what one instance serves.
const MIN_REQUESTS_PER_LOOK = 20;
// Some requests must get through, or the delay would tell nothing about them.
const MAX_SHARE = 0.95;

/**
 * Decides which requests are refused so that the others are answered in time: all beyond a number in
 * flight, and a share of them, found by feedback, while the event loop is late.
 */
export class LoadShedder {
  readonly #settings: LoadShedderSettings;
  #inFlight = 0;
  #share = 0;
  #smoothedDelayMs = 0;
  #requestsSinceLook = 0;

  constructor(settings: LoadShedderSettings) {
    this.#settings = settings;
  }

  /** The reason to refuse, or undefined: then `leave` must be called once when the request is over. */
  enter(): ShedReason | undefined {
    this.#requestsSinceLook++;
    if (this.#inFlight >= this.#settings.maxInFlight) return 'in_flight';
    if (this.#share > 0 && this.#settings.random() < this.#share) return 'event_loop';
    this.#inFlight++;
    return undefined;
  }

  leave(): void {
    this.#inFlight--;
  }

  /** Takes in one look at the event loop: by how much it ran a timer late. */
  look(delayMs: number): void {
    this.#smoothedDelayMs += SMOOTHING * (delayMs - this.#smoothedDelayMs);
    const excess = this.#smoothedDelayMs / this.#settings.maxDelayMs - 1;
    const busy = this.#requestsSinceLook >= MIN_REQUESTS_PER_LOOK;
    this.#requestsSinceLook = 0;
    const step = excess > 0 && busy ? Math.min(GAIN * excess, GAIN) : -DECAY;
    this.#share = Math.min(MAX_SHARE, Math.max(0, this.#share + step));
  }

  /** Share of the requests being refused, 0 to 0.95. */
  get share(): number {
    return this.#share;
  }

  get inFlight(): number {
    return this.#inFlight;
  }
}

/** Calls `look` with the event loop's delay, every `everyMs`; returns a function that stops it. */
export function watchEventLoop(everyMs: number, look: (delayMs: number) => void): () => void {
  let due = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    look(Math.max(0, now - due));
    due = now + everyMs;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
