import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { columnarSource } from './columnar.ts';
import { csvSource } from './csv.ts';
import { ndjsonSource } from './ndjson.ts';
import type { Source } from './source.ts';

/** The data sets that come with the package `vega-datasets`: real flights of the US of January to June 2001. */
export const DATA_SETS: Readonly<Record<string, string>> = {
  'flights-2k': 'flights-2k.json',
  'flights-5k': 'flights-5k.json',
  'flights-10k': 'flights-10k.json',
  'flights-20k': 'flights-20k.json',
  'flights-3m': 'flights-3m.parquet',
};

const READERS: Readonly<Record<string, (path: string, dataSet: string) => Source | Promise<Source>>> = {
  '.json': columnarSource,
  '.parquet': columnarSource,
  '.ndjson': ndjsonSource,
  '.jsonl': ndjsonSource,
  '.csv': csvSource,
};

/**
 * Opens a data set by name, or a file of one's own by path.
 * @throws Error that names the file and the fix
 */
export async function openSource(nameOrPath: string): Promise<Source> {
  const known = DATA_SETS[nameOrPath];
  const path = known === undefined ? resolve(nameOrPath) : join(dataSetFolder(), known);
  if (!existsSync(path)) {
    throw new Error(
      `${nameOrPath}: no such file, and no data set of that name; there are ${Object.keys(DATA_SETS).join(', ')}`,
    );
  }
  if (!statSync(path).isFile()) throw new Error(`${nameOrPath}: is no file`);
  const reader = READERS[extname(path).toLowerCase()];
  if (reader === undefined) {
    throw new Error(`${nameOrPath}: the name must end in one of ${Object.keys(READERS).join(' ')}`);
  }
  return reader(path, dataSetName(path));
}

const dataSetFolder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data');

/** Leaves room for a hyphen and the row's number in an event id of 128 characters. */
const MAX_NAME = 100;

/** The file's name without its ending, in the characters of an event id. */
const dataSetName = (path: string): string =>
  basename(path, extname(path))
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_NAME) || 'file';
