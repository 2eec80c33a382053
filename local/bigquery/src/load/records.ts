/** One record of a file: what it holds, or what is wrong with it. `position` is its first byte. */
export interface SourceRecord<Content> {
  readonly position: number;
  readonly content?: Content;
  readonly fault?: string;
}

/** A CSV record; null where the null marker stood. */
export type Cells = readonly (string | null)[];

export type JsonRow = Record<string, unknown>;

/** The largest row of BigQuery's load jobs: bounds the memory of a reader. */
export const MAX_ROW_BYTES = 100 * 1024 * 1024;

/** Reads up to `count` records ahead; `rest` gives them again, and then the others. */
export async function lookAhead<T>(
  records: AsyncIterable<T>,
  count: number,
): Promise<{ head: T[]; rest: AsyncIterable<T> }> {
  const iterator = records[Symbol.asyncIterator]();
  const head: T[] = [];
  while (head.length < count) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
  }
  async function* rest(): AsyncGenerator<T> {
    yield* head;
    for (;;) {
      const next = await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  }
  return { head, rest: rest() };
}
