/**
 * The largest count of each key that was proven to be visible, and when: what an answer made later must not
 * fall below. Counts of one key only ever grow here, so each key's list is sorted by time and by count.
 */
export class Floors {
  readonly #proven = new Map<string, { readonly atMs: number; readonly count: number }[]>();

  /** @param atMs when it was known, in ms; calls come in the order of time */
  prove(key: string, count: number, atMs: number): void {
    const list = this.#proven.get(key);
    if (list === undefined) this.#proven.set(key, [{ atMs, count }]);
    else if (count > (list.at(-1)?.count ?? 0)) list.push({ atMs, count });
  }

  /** The largest count that was proven by `atMs`; 0 where none was. */
  by(key: string, atMs: number): number {
    const list = this.#proven.get(key) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.count ?? 0;
  }
}
