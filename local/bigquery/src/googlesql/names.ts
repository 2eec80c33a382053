import { ApiError } from '../errors.ts';

export interface TableName {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

export interface DatasetName {
  readonly project: string;
  readonly dataset: string;
}

/** The DuckDB schema of a dataset: one database file holds all projects. */
export const schemaOf = ({ project, dataset }: DatasetName): string => `${project}:${dataset}`;

export const showTable = ({ project, dataset, table }: TableName): string => `${project}:${dataset}.${table}`;

/** Where a query's names start from. */
export interface NameScope {
  readonly project: string;
  readonly defaultDataset?: DatasetName | undefined;
  /** Changes whenever `hasDataset` may answer otherwise; cached translations are kept by it. */
  readonly generation?: number;
  /** Tells `dataset.table` from `alias.array` in a FROM list. */
  readonly hasDataset?: (name: DatasetName) => boolean;
}

/** A table path of one, two or three parts made whole. Projects may hold dots (`example.com:p`). */
export function resolvePath(parts: readonly string[], scope: NameScope): TableName {
  const table = parts.at(-1) ?? '';
  const dataset = parts.at(-2);
  if (dataset !== undefined) {
    const project = parts.length > 2 ? parts.slice(0, -2).join('.') : scope.project;
    return { project, dataset, table };
  }
  if (scope.defaultDataset) return { ...scope.defaultDataset, table };
  throw new ApiError('invalid', `Table "${table}" must be qualified with a dataset (e.g. dataset.table).`);
}
