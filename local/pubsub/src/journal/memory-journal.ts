import type { Journal, JournalUsage, Position } from './journal.ts';

/** A journal that lives and dies with the process: for tests, and to measure what the disk costs. */
export class MemoryJournal implements Journal {
  readonly #segments = new Map<number, Buffer>();
  #next = 1;
  #bytes = 0;

  /** Every record is a segment of its own, released as soon as nothing needs it. */
  append(frame: Buffer): Position {
    const segment = this.#next++;
    this.#segments.set(segment, frame);
    this.#bytes += frame.length;
    return { segment, offset: 0 };
  }

  written(): Promise<void> {
    return Promise.resolve();
  }

  read(segment: number, offset: number, length: number): Uint8Array {
    const frame = this.#segments.get(segment);
    if (frame === undefined) throw new Error(`segment ${segment} is gone`);
    return frame.subarray(offset, offset + length);
  }

  release(isNeeded: (segment: number) => boolean): void {
    for (const [segment, frame] of this.#segments) {
      if (isNeeded(segment)) continue;
      this.#segments.delete(segment);
      this.#bytes -= frame.length;
    }
  }

  onNewSegment(): void {}

  replay(): void {}

  get usage(): JournalUsage {
    return { cachedBytes: this.#bytes, segments: this.#segments.size, bytes: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
