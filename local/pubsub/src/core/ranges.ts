/** Ascending numbers as runs [first, count, first, count …]: what is owed is mostly contiguous. */
export function toRuns(numbers: Iterable<number>): number[] {
  const runs: number[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = runs.length - 2;
    if (last >= 0 && (runs[last] as number) + (runs[last + 1] as number) === number) {
      runs[last + 1] = (runs[last + 1] as number) + 1;
    } else runs.push(number, 1);
  }
  return runs;
}

export function* fromRuns(runs: readonly number[]): IterableIterator<number> {
  for (let i = 0; i < runs.length; i += 2) {
    for (let n = 0; n < (runs[i + 1] as number); n++) yield (runs[i] as number) + n;
  }
}
