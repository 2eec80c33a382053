import type { DuckDBConnection } from '@duckdb/node-api';
import { type Catalog, qualified, type Resource } from '../engine/catalog.ts';
import type { NameScope, TableName } from '../googlesql/names.ts';
import {
  appendedRows,
  catchUp,
  createIndex,
  dropIndex,
  type IndexTables,
  indexedQuery,
  indexTables,
} from './index-tables.ts';
import { type FirstRowsView, recognise } from './pattern.ts';

/**
 * Answers views that keep one row per key without sorting the whole table for every query: an index of the rows that
 * are superseded is kept up with the appends, and the view becomes the table without them.
 */
export interface FirstRows {
  /** Brings the indexes of these tables up to date; returns those that have one. */
  prepare(names: readonly TableName[]): Promise<Prepared[]>;
  /** Rows were changed in place or deleted: places no longer mean what they did. */
  invalidate(table: TableName): void;
  /** Queries answered through an index, and indexes kept. */
  readonly stats: { queries: number; indexes: number };
  close(): Promise<void>;
}

export interface Prepared {
  readonly name: TableName;
  /** The view as a subquery, within the connection's open transaction: one snapshot for index and table. */
  query(connection: DuckDBConnection): Promise<string>;
}

interface Entry {
  readonly view: FirstRowsView;
  readonly tables: IndexTables;
  readonly version: string;
  rows: number;
  /** Set when the index is to be made anew. */
  stale: boolean;
  /** An update that waits for its turn: whoever comes before it starts is served by it. */
  waiting?: Promise<boolean> | undefined;
}

/** 16 bytes of memory a row; beyond this DuckDB sorts, and may spill. */
const MAX_INDEXED_ROWS = 20_000_000;
/** How often rows that no query asked for are taken in, so that the first query need not. */
const KEEP_UP_MS = 2_000;

export function createFirstRows(
  connection: DuckDBConnection,
  catalog: Catalog,
  scope: (project: string) => NameScope,
): FirstRows {
  const entries = new Map<string, Entry>();
  let count = 0;

  // One connection does all the work, so everything waits for its turn.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  const entryOf = (name: TableName): Entry | undefined => {
    if (!catalog.hasTable(name) || catalog.table(name).kind !== 'VIEW') return undefined;
    const { resource } = catalog.table(name);
    const key = qualified(name);
    const known = entries.get(key);
    if (known && known.version === versionOf(resource, known.view)) return known;
    if (known) void inTurn(() => dropIndex(connection, known.tables)).catch(() => {});
    const view = recognise((resource.view as { query: string }).query, scope(name.project));
    entries.delete(key);
    if (!view || !catalog.hasTable(view.table) || catalog.table(view.table).kind !== 'TABLE')
      return undefined;
    const entry: Entry = {
      view,
      tables: indexTables(++count),
      version: versionOf(resource, view),
      rows: 0,
      stale: true,
    };
    entries.set(key, entry);
    return entry;
  };
  const versionOf = ({ etag }: Resource, { table }: FirstRowsView): string =>
    `${etag} ${catalog.hasTable(table) ? catalog.table(table).resource.etag : ''}`;

  /** @returns whether the index can answer */
  const update = async (entry: Entry): Promise<boolean> => {
    const rows = await appendedRows(connection, qualified(entry.view.table));
    if (rows === undefined || rows > MAX_INDEXED_ROWS) return false;
    if (entry.stale || rows < entry.rows) {
      entry.stale = false;
      entry.rows = 0;
      await createIndex(connection, entry.tables);
    }
    if (rows > entry.rows) await catchUp(connection, entry.view, entry.tables, entry.rows, rows);
    entry.rows = rows;
    return true;
  };
  const upToDate = (entry: Entry): Promise<boolean> => {
    entry.waiting ??= inTurn(() => {
      entry.waiting = undefined;
      return update(entry);
    }).catch(() => {
      // The view itself still answers; the index is made anew next time.
      entry.stale = true;
      return false;
    });
    return entry.waiting;
  };

  const timer = setInterval(() => {
    for (const entry of entries.values()) void upToDate(entry);
  }, KEEP_UP_MS);
  timer.unref();

  const stats = { queries: 0, indexes: 0 };
  return {
    get stats() {
      stats.indexes = entries.size;
      return stats;
    },
    prepare: async (names) => {
      const prepared: Prepared[] = [];
      for (const name of names) {
        const entry = entryOf(name);
        if (!entry || !(await upToDate(entry))) continue;
        stats.queries += 1;
        prepared.push({
          name,
          query: async (reader) => {
            const state = await reader.runAndReadAll(`SELECT rows, superseded FROM ${entry.tables.upto}`);
            const [rows, superseded] = (state.getRows()[0] ?? []).map(Number);
            return indexedQuery(entry.view, entry.tables, rows ?? 0, superseded ?? 0);
          },
        });
      }
      return prepared;
    },
    invalidate: (table) => {
      const key = qualified(table);
      for (const entry of entries.values()) if (qualified(entry.view.table) === key) entry.stale = true;
    },
    close: async () => {
      clearInterval(timer);
      await turn;
    },
  };
}
