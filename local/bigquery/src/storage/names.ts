import type { TableName } from '../googlesql/names.ts';

export const DEFAULT_STREAM = '_default';

export interface StreamName {
  readonly table: TableName;
  readonly stream: string;
}

const TABLE = /^projects\/([^/]+)\/datasets\/([^/]+)\/tables\/([^/]+)$/;
const STREAM = /^(projects\/[^/]+\/datasets\/[^/]+\/tables\/[^/]+)\/(?:streams\/)?([^/]+)$/;

/** `projects/p/datasets/d/tables/t`, or undefined. */
export function parseTable(name: string): TableName | undefined {
  const [, project, dataset, table] = TABLE.exec(name) ?? [];
  return project && dataset && table ? { project, dataset, table } : undefined;
}

/** `…/tables/t/streams/s`; the default stream may leave out `streams/`. */
export function parseStream(name: string): StreamName | undefined {
  const [, parent, stream] = STREAM.exec(name) ?? [];
  const table = parseTable(parent ?? '');
  return table && stream ? { table, stream } : undefined;
}
