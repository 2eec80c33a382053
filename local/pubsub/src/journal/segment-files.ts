import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD, readFrame } from './frame.ts';
import type { Position } from './journal.ts';

const NAME = /^journal-(\d{10})\.log$/;

/** The journal's files in one directory: `journal-0000000001.log` and on. */
export class SegmentFiles {
  readonly #directory: string;
  readonly #bytes = new Map<number, number>();

  /** @throws Error where the directory cannot be made or read */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    for (const name of readdirSync(directory)) {
      const number = Number(NAME.exec(name)?.[1] ?? 0);
      if (number > 0) this.#bytes.set(number, statSync(this.pathOf(number)).size);
    }
  }

  pathOf(segment: number): string {
    return join(this.#directory, `journal-${String(segment).padStart(10, '0')}.log`);
  }

  get numbers(): number[] {
    return [...this.#bytes.keys()].sort((a, b) => a - b);
  }

  has(segment: number): boolean {
    return this.#bytes.has(segment);
  }

  get totalBytes(): number {
    let total = 0;
    for (const bytes of this.#bytes.values()) total += bytes;
    return total;
  }

  grow(segment: number, bytes: number): void {
    this.#bytes.set(segment, bytes);
  }

  delete(segment: number): void {
    rmSync(this.pathOf(segment), { force: true });
    this.#bytes.delete(segment);
  }

  /** Cuts a segment off after its last whole record. */
  truncate(segment: number, bytes: number): void {
    truncateSync(this.pathOf(segment), bytes);
    this.#bytes.set(segment, bytes);
  }

  /**
   * Visits every whole frame, oldest first. Segments before the last that begins with a checkpoint are
   * visited for their messages only. What follows a torn or damaged frame is left out; nothing is ever
   * appended to a segment of an earlier run, so it need not be cut off.
   */
  replay(visit: (frame: Buffer, position: Position) => void): void {
    const numbers = this.numbers;
    const from = this.#newestCheckpoint(numbers);
    if (from !== undefined)
      this.#visit(from, visit, (kind, offset) => kind === RECORD.checkpoint && offset === 0);
    for (const segment of numbers) {
      const isBefore = from !== undefined && segment < from;
      this.#visit(segment, visit, (kind, offset) =>
        isBefore ? kind === RECORD.publish : !(segment === from && offset === 0),
      );
    }
  }

  #newestCheckpoint(numbers: readonly number[]): number | undefined {
    return numbers.findLast((segment) => {
      const frame = readFrame(readFileSync(this.pathOf(segment)), 0);
      return frame !== undefined && frame[8] === RECORD.checkpoint;
    });
  }

  #visit(
    segment: number,
    visit: (frame: Buffer, position: Position) => void,
    wants: (kind: number, offset: number) => boolean,
  ): void {
    const bytes = readFileSync(this.pathOf(segment));
    let offset = 0;
    for (let frame = readFrame(bytes, 0); frame !== undefined; frame = readFrame(bytes, offset)) {
      if (wants(frame[8] as number, offset)) visit(frame, { segment, offset });
      offset += frame.length;
    }
  }
}
