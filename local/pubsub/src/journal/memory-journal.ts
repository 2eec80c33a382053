import type { Journal, Position } from './journal.ts';

/** A journal that lives and dies with the process: for tests, and to measure what the disk costs. */
export class MemoryJournal implements Journal {
  readonly #segments = new Map<number, Buffer>();
  #next = 1;
  #bytes = 0;

  append(record: Buffer): Position {
    const segment = this.#next++;
    this.#segments.set(segment, record);
    this.#bytes += record.length;
    return { segment, offset: 0 };
  }

  written(): Promise<void> {
    return Promise.resolve();
  }

  read(segment: number, offset: number, length: number): Uint8Array {
    const record = this.#segments.get(segment);
    if (record === undefined) throw new Error(`segment ${segment} is gone`);
    return record.subarray(offset, offset + length);
  }

  /** Every record in a segment of its own: what lies below `segment` is needed no more. */
  release(isNeeded: (segment: number) => boolean): void {
    for (const [segment, record] of this.#segments) {
      if (isNeeded(segment)) continue;
      this.#segments.delete(segment);
      this.#bytes -= record.length;
    }
  }

  get cachedBytes(): number {
    return this.#bytes;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
