import { closeSync, fdatasync, openSync, writev } from 'node:fs';
import { BlockReader } from './block-reader.ts';
import { RECORD } from './frame.ts';
import { FrameCache } from './frame-cache.ts';
import { type Journal, JournalError, type JournalUsage, type Position } from './journal.ts';
import { SegmentFiles } from './segment-files.ts';

/** A segment is closed at this size: small enough that acknowledged messages free their disk space soon. */
const SEGMENT_BYTES = 32 * 1024 * 1024;

/** Newest frames kept in memory. */
const CACHE_BYTES = 48 * 1024 * 1024;

export interface FileJournalOptions {
  readonly directory: string;
  /** Also survive a power cut: each group of records is flushed to the device before it counts. */
  readonly fsync?: boolean;
  readonly segmentBytes?: number;
  readonly cacheBytes?: number;
  /** Asked before each write; an error fails the write as a full disk would. */
  readonly beforeWrite?: () => Error | undefined;
}

/** Records of one segment that are written together. */
interface Part {
  readonly segment: number;
  readonly offset: number;
  readonly frames: Buffer[];
  bytes: number;
}

/** What was appended while the write before was under way; written, and confirmed, as one. */
interface Group {
  readonly parts: Part[];
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A write-ahead log in append-only segment files with group commit: one write at a time, and all that
 * arrives meanwhile goes into the next.
 */
export class FileJournal implements Journal {
  readonly #options: FileJournalOptions;
  readonly #files: SegmentFiles;
  readonly #reader: BlockReader;
  readonly #cache: FrameCache;
  #checkpoint: (() => Buffer) | undefined;
  #segment = 0;
  /** End of the current segment, counting what is not written yet. */
  #offset = Number.POSITIVE_INFINITY;
  /** The newest segment whose checkpoint is on disk: with it, older ones may go. */
  #safeSegment = 0;
  #writing: Group | undefined;
  #waiting: Group | undefined;
  #fd: { readonly segment: number; readonly fd: number } | undefined;

  /** @throws Error where the directory cannot be used */
  constructor(options: FileJournalOptions) {
    this.#options = options;
    this.#files = new SegmentFiles(options.directory);
    this.#reader = new BlockReader((segment) => this.#files.pathOf(segment));
    this.#cache = new FrameCache(options.cacheBytes ?? CACHE_BYTES);
    this.#segment = this.#files.numbers.at(-1) ?? 0;
  }

  onNewSegment(checkpoint: () => Buffer): void {
    this.#checkpoint = checkpoint;
  }

  replay(visit: (frame: Buffer, position: Position) => void): void {
    this.#files.replay(visit);
  }

  append(frame: Buffer): Position {
    if (this.#offset >= (this.#options.segmentBytes ?? SEGMENT_BYTES)) {
      this.#segment++;
      this.#offset = 0;
      if (this.#checkpoint !== undefined) this.#add(this.#checkpoint());
    }
    return this.#add(frame);
  }

  written(): Promise<void> {
    return (this.#waiting ?? this.#writing)?.promise ?? Promise.resolve();
  }

  read(segment: number, offset: number, length: number): Uint8Array {
    return this.#cache.read(segment, offset, length) ?? this.#reader.read(segment, offset, length);
  }

  release(isNeeded: (segment: number) => boolean): void {
    for (const segment of this.#files.numbers) {
      if (segment >= this.#safeSegment || isNeeded(segment)) continue;
      this.#reader.forget(segment);
      this.#files.delete(segment);
    }
  }

  get usage(): JournalUsage {
    return {
      cachedBytes: this.#cache.bytes + this.#reader.bytes,
      segments: this.#files.numbers.length,
      bytes: this.#files.totalBytes,
    };
  }

  async close(): Promise<void> {
    while (this.#waiting !== undefined || this.#writing !== undefined) {
      // A failed write was reported to those who waited for it.
      await this.written().catch(() => {});
    }
    if (this.#fd !== undefined) closeSync(this.#fd.fd);
    this.#reader.close();
  }

  #add(frame: Buffer): Position {
    const position = { segment: this.#segment, offset: this.#offset };
    this.#offset += frame.length;
    const group = this.#group();
    const last = group.parts.at(-1);
    if (last?.segment === position.segment) {
      last.frames.push(frame);
      last.bytes += frame.length;
    } else group.parts.push({ ...position, frames: [frame], bytes: frame.length });
    if (frame[8] === RECORD.publish) this.#cache.add(position.segment, position.offset, frame);
    return position;
  }

  #group(): Group {
    if (this.#waiting !== undefined) return this.#waiting;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Without a listener a failed group that nobody waits for would end the process.
    promise.catch(() => {});
    this.#waiting = { parts: [], promise, resolve, reject };
    if (this.#writing === undefined) setImmediate(() => void this.#writeGroups());
    return this.#waiting;
  }

  async #writeGroups(): Promise<void> {
    if (this.#writing !== undefined) return;
    for (let group = this.#waiting; group !== undefined; group = this.#waiting) {
      this.#writing = group;
      this.#waiting = undefined;
      try {
        for (const part of group.parts) await this.#write(part);
        this.#writing = undefined;
        group.resolve();
      } catch (error) {
        this.#writing = undefined;
        this.#giveUp(group, error as Error);
      }
    }
  }

  async #write(part: Part): Promise<void> {
    const refusal = this.#options.beforeWrite?.();
    if (refusal !== undefined) throw refusal;
    const fd = this.#open(part.segment);
    await writeAll(fd, part.frames, part.offset);
    if (this.#options.fsync === true) await sync(fd);
    this.#files.grow(part.segment, part.offset + part.bytes);
    if (part.offset === 0) this.#safeSegment = part.segment;
  }

  /**
   * Nothing of the group, nor of what was appended after it, counts. The next append begins a new segment,
   * whose checkpoint holds the state as it is in memory: no later record can build on a lost one.
   */
  #giveUp(group: Group, error: Error): void {
    const after = this.#waiting;
    this.#waiting = undefined;
    const first = group.parts[0] as Part;
    if (this.#files.has(first.segment)) this.#files.truncate(first.segment, first.offset);
    for (const { segment, offset } of [...group.parts, ...(after?.parts ?? [])]) {
      if (offset === 0) this.#files.delete(segment);
    }
    this.#offset = Number.POSITIVE_INFINITY;
    this.#cache.clear();
    const failure = new JournalError(`the write-ahead log cannot be written (${error.message})`, {
      cause: error,
    });
    group.reject(failure);
    after?.reject(failure);
  }

  #open(segment: number): number {
    if (this.#fd?.segment === segment) return this.#fd.fd;
    if (this.#fd !== undefined) closeSync(this.#fd.fd);
    // A segment is opened once, by the process that began it; a second process on the directory fails here.
    this.#fd = { segment, fd: openSync(this.#files.pathOf(segment), 'wx') };
    this.#files.grow(segment, 0);
    return this.#fd.fd;
  }
}

/** Writes all buffers, however many calls the system needs for it. */
async function writeAll(fd: number, frames: readonly Buffer[], offset: number): Promise<void> {
  let rest = [...frames];
  let at = offset;
  while (rest.length > 0) {
    // Linux takes at most 1024 buffers in one call.
    let done = await writeSome(fd, rest.slice(0, 1024), at);
    at += done;
    while (rest.length > 0 && done >= (rest[0] as Buffer).length) done -= (rest.shift() as Buffer).length;
    if (done > 0) rest = [(rest[0] as Buffer).subarray(done), ...rest.slice(1)];
  }
}

const writeSome = (fd: number, frames: readonly Buffer[], at: number): Promise<number> =>
  new Promise((resolve, reject) => {
    writev(fd, frames, at, (error, written) => (error === null ? resolve(written) : reject(error)));
  });

const sync = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
  });
