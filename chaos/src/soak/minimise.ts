/** How far a minimisation may go. */
export interface Budget {
  readonly maxRuns: number;
  /** Whether there is time for one more run. */
  readonly mayGoOn: () => boolean;
}

export interface Minimised<Item> {
  readonly items: readonly Item[];
  readonly runs: number;
  /** Whether no single item more can be left out; false where the budget ended first. */
  readonly complete: boolean;
}

/**
 * The smallest subset found that still fails: delta debugging (Zeller, Hildebrandt: "Simplifying and isolating
 * failure-inducing input", 2002, ddmin). `fails` is asked about subsets in the order of `items` only.
 */
export async function minimise<Item>(
  items: readonly Item[],
  fails: (subset: readonly Item[]) => Promise<boolean>,
  { maxRuns, mayGoOn }: Budget,
): Promise<Minimised<Item>> {
  let current = items;
  let parts = 2;
  let runs = 0;
  const ask = (subset: readonly Item[]): Promise<boolean> => {
    runs += 1;
    return fails(subset);
  };
  while (current.length > 1) {
    const chunks = split(current, parts);
    let smaller: readonly Item[] | undefined;
    // With two parts each one's complement is the other.
    for (const candidate of parts === 2 ? chunks : [...chunks, ...complements(chunks)]) {
      if (runs >= maxRuns || !mayGoOn()) return { items: current, runs, complete: false };
      if (await ask(candidate)) {
        smaller = candidate;
        break;
      }
    }
    if (smaller !== undefined) {
      const wasChunk = chunks.includes(smaller);
      current = smaller;
      parts = wasChunk ? 2 : Math.max(2, parts - 1);
    } else if (parts < current.length) {
      parts = Math.min(current.length, parts * 2);
    } else {
      break;
    }
  }
  return { items: current, runs, complete: true };
}

function split<Item>(items: readonly Item[], parts: number): (readonly Item[])[] {
  return Array.from({ length: parts }, (_, part) =>
    items.slice(Math.floor((part * items.length) / parts), Math.floor(((part + 1) * items.length) / parts)),
  );
}

const complements = <Item>(chunks: readonly (readonly Item[])[]): (readonly Item[])[] =>
  chunks.map((_, left) => chunks.flatMap((chunk, index) => (index === left ? [] : chunk)));
