/** Messages per chunk of the index: 20 bytes each, so that one chunk is 80 KB. */
const CHUNK = 4096;

/** Where a message's encoded bytes are, and when it was published. */
export interface MessageEntry {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
  readonly publishMs: number;
}

export interface MessageBatch {
  readonly firstSeq: number;
  readonly publishMs: number;
  readonly segment: number;
  readonly offsets: ArrayLike<number>;
  readonly lengths: ArrayLike<number>;
  /** One ordering key for the whole batch (Pub/Sub demands it), '' for none. */
  readonly orderingKey: string;
}

class Chunk {
  readonly segment = new Uint32Array(CHUNK);
  readonly offset = new Uint32Array(CHUNK);
  /** 0 marks a hole: a sequence number that holds no message. */
  readonly length = new Uint32Array(CHUNK);
  readonly publishMs = new Float64Array(CHUNK);
  /** Only where a key was used: index into `keyTable`, 0 for none. */
  keyIndex: Uint16Array | undefined;
  readonly keyTable: string[] = [''];
  readonly keyNumber = new Map<string, number>();
  /** Per filtered subscription (by serial), one byte a message: 1 where the filter accepts it. */
  readonly accepted = new Map<number, Uint8Array>();
}

/**
 * The index of one topic's messages by sequence number: where the bytes lie, never the bytes. It costs
 * 20 bytes a message plus its ordering keys, and chunks that nothing needs any more are released.
 */
export class MessageLog {
  readonly #chunks = new Map<number, Chunk>();
  #head: number;
  #lowest: number;

  constructor(head = 0) {
    this.#head = head;
    this.#lowest = head;
  }

  /** The sequence number the next message gets. */
  get head(): number {
    return this.#head;
  }

  /** Nothing below this is kept. */
  get lowest(): number {
    return this.#lowest;
  }

  get chunkCount(): number {
    return this.#chunks.size;
  }

  append(batch: MessageBatch): void {
    let seq = batch.firstSeq;
    // After a restart the head is known first and the messages that are still kept come in below it.
    if (seq < this.#lowest) this.#lowest = seq;
    for (let i = 0; i < batch.offsets.length; i++, seq++) {
      const chunk = this.#chunkFor(seq);
      const at = seq % CHUNK;
      chunk.segment[at] = batch.segment;
      chunk.offset[at] = batch.offsets[i] as number;
      chunk.length[at] = batch.lengths[i] as number;
      chunk.publishMs[at] = batch.publishMs;
      if (batch.orderingKey !== '') setKey(chunk, at, batch.orderingKey);
    }
    if (seq > this.#head) this.#head = seq;
  }

  /** Moves the head over sequence numbers that were given out but hold no message. */
  skipTo(head: number): void {
    if (head > this.#head) this.#head = head;
  }

  has(seq: number): boolean {
    return (this.#chunks.get(Math.floor(seq / CHUNK))?.length[seq % CHUNK] ?? 0) > 0;
  }

  get(seq: number): MessageEntry | undefined {
    const chunk = this.#chunks.get(Math.floor(seq / CHUNK));
    const at = seq % CHUNK;
    const length = chunk?.length[at] ?? 0;
    if (chunk === undefined || length === 0) return undefined;
    return {
      segment: chunk.segment[at] as number,
      offset: chunk.offset[at] as number,
      length,
      publishMs: chunk.publishMs[at] as number,
    };
  }

  /** Bytes of the encoded message, 0 for a hole. */
  size(seq: number): number {
    return this.#chunks.get(Math.floor(seq / CHUNK))?.length[seq % CHUNK] ?? 0;
  }

  publishMs(seq: number): number {
    return this.#chunks.get(Math.floor(seq / CHUNK))?.publishMs[seq % CHUNK] ?? 0;
  }

  /** Publish time of the first message at or after `seq`. */
  firstPublishMs(seq: number): number | undefined {
    for (let at = Math.max(seq, this.#lowest); at < this.#head; at++)
      if (this.has(at)) return this.publishMs(at);
    return undefined;
  }

  orderingKey(seq: number): string {
    const chunk = this.#chunks.get(Math.floor(seq / CHUNK));
    const number = chunk?.keyIndex?.[seq % CHUNK] ?? 0;
    return chunk?.keyTable[number] ?? '';
  }

  accept(subscription: number, seq: number): void {
    const chunk = this.#chunks.get(Math.floor(seq / CHUNK));
    if (chunk === undefined) return;
    let flags = chunk.accepted.get(subscription);
    if (flags === undefined) {
      flags = new Uint8Array(CHUNK);
      chunk.accepted.set(subscription, flags);
    }
    flags[seq % CHUNK] = 1;
  }

  isAccepted(subscription: number, seq: number): boolean {
    const chunk = this.#chunks.get(Math.floor(seq / CHUNK));
    return (chunk?.accepted.get(subscription)?.[seq % CHUNK] ?? 0) === 1;
  }

  /** The first sequence number in [from, head] published at or after `timeMs`; publish times never fall. */
  firstPublishedAt(timeMs: number, from = this.#lowest): number {
    let low = Math.max(from, this.#lowest);
    let high = this.#head;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      // A hole has no time of its own: the next message decides for it.
      let probe = middle;
      while (probe < high && !this.has(probe)) probe++;
      if (probe < high && this.publishMs(probe) < timeMs) low = probe + 1;
      else high = middle;
    }
    return low;
  }

  /** Releases what lies wholly below `seq`. */
  releaseBelow(seq: number): void {
    const target = Math.min(seq, this.#head);
    if (target <= this.#lowest) return;
    const last = Math.floor(target / CHUNK);
    for (let chunk = Math.floor(this.#lowest / CHUNK); chunk < last; chunk++) this.#chunks.delete(chunk);
    this.#lowest = target;
  }

  #chunkFor(seq: number): Chunk {
    const number = Math.floor(seq / CHUNK);
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = new Chunk();
      this.#chunks.set(number, chunk);
    }
    return chunk;
  }
}

function setKey(chunk: Chunk, at: number, key: string): void {
  let number = chunk.keyNumber.get(key);
  if (number === undefined) {
    number = chunk.keyTable.length;
    chunk.keyTable.push(key);
    chunk.keyNumber.set(key, number);
  }
  chunk.keyIndex ??= new Uint16Array(CHUNK);
  chunk.keyIndex[at] = number;
}
