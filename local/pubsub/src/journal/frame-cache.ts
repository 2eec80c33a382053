interface CachedFrame {
  readonly segment: number;
  readonly offset: number;
  readonly frame: Buffer;
}

/**
 * The newest frames, kept within a budget of bytes: subscribers that keep up read what was just
 * published, so most reads never touch the disk.
 */
export class FrameCache {
  readonly #budget: number;
  /** Ascending by position; the first `#start` are evicted and empty. */
  #frames: (CachedFrame | undefined)[] = [];
  #start = 0;
  #bytes = 0;
  /** Reads run along the log: the next is in the same frame or the one after. */
  #last = 0;

  constructor(budgetBytes: number) {
    this.#budget = budgetBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(segment: number, offset: number, frame: Buffer): void {
    this.#frames.push({ segment, offset, frame });
    this.#bytes += frame.length;
    while (this.#bytes > this.#budget && this.#start < this.#frames.length - 1) {
      this.#bytes -= (this.#frames[this.#start] as CachedFrame).frame.length;
      // Emptied at once: the array is cut only now and then, and would keep the bytes alive until then.
      this.#frames[this.#start] = undefined;
      this.#start++;
    }
    if (this.#start > 1024 && this.#start * 2 > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#start);
      this.#last = Math.max(0, this.#last - this.#start);
      this.#start = 0;
    }
  }

  read(segment: number, offset: number, length: number): Uint8Array | undefined {
    for (const at of [this.#last, this.#last + 1]) {
      const found = this.#within(at, segment, offset, length);
      if (found !== undefined) return found;
    }
    let low = this.#start;
    let high = this.#frames.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { segment: atSegment, offset: atOffset, frame } = this.#frames[middle] as CachedFrame;
      if (atSegment < segment || (atSegment === segment && atOffset + frame.length <= offset))
        low = middle + 1;
      else if (atSegment > segment || atOffset > offset) high = middle - 1;
      else return this.#within(middle, segment, offset, length);
    }
    return undefined;
  }

  /** Forgets everything: positions are about to be given out anew. */
  clear(): void {
    this.#frames = [];
    this.#start = 0;
    this.#bytes = 0;
    this.#last = 0;
  }

  #within(at: number, segment: number, offset: number, length: number): Uint8Array | undefined {
    if (at < this.#start) return undefined;
    const cached = this.#frames[at];
    if (cached === undefined || cached.segment !== segment) return undefined;
    const start = offset - cached.offset;
    if (start < 0 || start + length > cached.frame.length) return undefined;
    this.#last = at;
    return cached.frame.subarray(start, start + length);
  }
}
