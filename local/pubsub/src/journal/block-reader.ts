import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes read at once: a backlog is read in order, so one read serves hundreds of messages. */
const BLOCK_BYTES = 512 * 1024;

/** Blocks kept: one for each of as many readers at different places in the log. */
const BLOCKS = 16;

interface Block {
  readonly segment: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * Reads message bodies back from segment files. Reads are synchronous: a block comes from the page cache
 * in a fraction of a millisecond, and the state machine can stay free of half-done deliveries.
 */
export class BlockReader {
  readonly #pathOf: (segment: number) => string;
  readonly #files = new Map<number, number>();
  /** Most recently used last. */
  #blocks: Block[] = [];

  constructor(pathOf: (segment: number) => string) {
    this.#pathOf = pathOf;
  }

  get bytes(): number {
    return this.#blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** @throws Error where the file does not hold as much */
  read(segment: number, offset: number, length: number): Uint8Array {
    const newest = this.#blocks.at(-1);
    const hit = newest !== undefined && holds(newest, segment, offset, length) ? newest : undefined;
    const { bytes, offset: start } = hit ?? this.#find(segment, offset, length);
    return bytes.subarray(offset - start, offset - start + length);
  }

  /** Closes the file of a segment that is being deleted. */
  forget(segment: number): void {
    this.#blocks = this.#blocks.filter((block) => block.segment !== segment);
    const file = this.#files.get(segment);
    if (file === undefined) return;
    closeSync(file);
    this.#files.delete(segment);
  }

  close(): void {
    for (const segment of [...this.#files.keys()]) this.forget(segment);
  }

  #find(segment: number, offset: number, length: number): Block {
    const at = this.#blocks.findIndex((block) => holds(block, segment, offset, length));
    const block = at >= 0 ? (this.#blocks.splice(at, 1)[0] as Block) : this.#load(segment, offset, length);
    this.#blocks.push(block);
    if (this.#blocks.length > BLOCKS) this.#blocks.shift();
    return block;
  }

  #load(segment: number, offset: number, length: number): Block {
    const bytes = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, length));
    const count = readSync(this.#file(segment), bytes, 0, bytes.length, offset);
    if (count < length) throw new Error(`segment ${segment} ends before byte ${offset + length}`);
    return { segment, offset, bytes: bytes.subarray(0, count) };
  }

  #file(segment: number): number {
    let file = this.#files.get(segment);
    if (file === undefined) {
      file = openSync(this.#pathOf(segment), 'r');
      this.#files.set(segment, file);
    }
    return file;
  }
}

const holds = (block: Block, segment: number, offset: number, length: number): boolean =>
  block.segment === segment && offset >= block.offset && offset + length <= block.offset + block.bytes.length;
