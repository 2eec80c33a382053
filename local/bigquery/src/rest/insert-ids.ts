/**
 * insertAll's best-effort duplicate check: BigQuery remembers an insertId for about a minute.
 * https://cloud.google.com/bigquery/docs/streaming-data-into-bigquery#dataconsistency
 */
export interface InsertIds {
  /** Whether this id was stored for the table lately. */
  seen(table: string, insertId: string): boolean;
  remember(table: string, insertIds: readonly string[]): void;
}

const REMEMBERED_MS = 60_000;
/** About 100 bytes each: bounds the memory at some 50 MB. */
const MAX_REMEMBERED = 500_000;

export function createInsertIds(now: () => number): InsertIds {
  const ids = new Map<string, number>();
  const key = (table: string, insertId: string): string => `${table}\n${insertId}`;
  return {
    seen: (table, insertId) => {
      const at = ids.get(key(table, insertId));
      return at !== undefined && now() - at < REMEMBERED_MS;
    },
    remember: (table, insertIds) => {
      const at = now();
      for (const insertId of insertIds) {
        ids.delete(key(table, insertId));
        ids.set(key(table, insertId), at);
      }
      for (const [oldest, since] of ids) {
        if (ids.size <= MAX_REMEMBERED && at - since < REMEMBERED_MS) break;
        ids.delete(oldest);
      }
    },
  };
}
