/** Where a record begins: the segment's number and the byte in it. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

/**
 * What happened, in order, and the home of message bodies. `append` gives the position at once; the
 * record counts only when the promise of `written` resolves.
 */
export interface Journal {
  append(frame: Buffer): Position;
  /**
   * Resolves when everything appended so far will survive the process; rejects when it could not be
   * written. Callers of one turn of the event loop share one write.
   */
  written(): Promise<void>;
  /** Reads bytes of a record that is written; may be a view of a shared buffer: do not keep or change it. */
  read(segment: number, offset: number, length: number): Uint8Array;
  /**
   * Gives a frame that restores all state but messages; it begins every new segment, so that older ones
   * are needed for their messages only.
   */
  onNewSegment(checkpoint: () => Buffer): void;
  /** Deletes the segments that nothing needs. */
  release(isNeeded: (segment: number) => boolean): void;
  /** Every whole frame on disk, oldest first, before anything is appended. */
  replay(visit: (frame: Buffer, position: Position) => void): void;
  readonly usage: JournalUsage;
  close(): Promise<void>;
}

export interface JournalUsage {
  /** Held in memory for reading. */
  readonly cachedBytes: number;
  readonly segments: number;
  /** On disk. */
  readonly bytes: number;
}

/** What was appended could not be written: it does not count, and may be tried again. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}
