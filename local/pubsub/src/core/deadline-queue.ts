/** Width of one bucket: a deadline is noticed at most this late, which no ack deadline (>= 10 s) can tell. */
const BUCKET_MS = 50;

/**
 * Sequence numbers ordered by due time, in buckets of 50 ms: adding costs one array push whatever the
 * number of leases, where a heap would pay a logarithm for each of 50,000 a second. Nothing is removed
 * early: the owner checks what it takes out (the entry may have been settled or postponed meanwhile).
 */
export class DeadlineQueue {
  readonly #buckets = new Map<number, number[]>();
  /** Bucket numbers in ascending order; few, since they span minutes, not messages. */
  #order: number[] = [];

  add(dueMs: number, seq: number): void {
    const bucket = Math.ceil(dueMs / BUCKET_MS);
    const found = this.#buckets.get(bucket);
    if (found !== undefined) {
      found.push(seq);
      return;
    }
    this.#buckets.set(bucket, [seq]);
    this.#insert(bucket);
  }

  /** Takes out every sequence number whose bucket has passed at `nowMs`. */
  takeDue(nowMs: number): number[] {
    const due: number[] = [];
    let passed = 0;
    for (const bucket of this.#order) {
      if (bucket * BUCKET_MS > nowMs) break;
      for (const seq of this.#buckets.get(bucket) ?? []) due.push(seq);
      this.#buckets.delete(bucket);
      passed++;
    }
    if (passed > 0) this.#order = this.#order.slice(passed);
    return due;
  }

  /** When the next bucket is due, in ms, or undefined when nothing waits. */
  nextDueMs(): number | undefined {
    const first = this.#order[0];
    return first === undefined ? undefined : first * BUCKET_MS;
  }

  clear(): void {
    this.#buckets.clear();
    this.#order = [];
  }

  #insert(bucket: number): void {
    const order = this.#order;
    let at = order.length;
    while (at > 0 && (order[at - 1] as number) > bucket) at--;
    order.splice(at, 0, bucket);
  }
}
