import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { EvaluatorState } from '@flightdeck/alerting';
import type { IncidentRecord } from './evaluation/incidents.ts';
import type { Resource } from './resources/resources.ts';
import { exportLines, importLines } from './store/import-format.ts';
import type { TimeSeriesStore } from './store/store.ts';

/** What outlives the process besides the samples. */
export interface SavedState {
  /** Unix ms of the fast clock when it was saved; the next run starts no earlier. */
  readonly now: number;
  readonly resources: readonly Resource[];
  readonly incidents: readonly IncidentRecord[];
  /** By the policy's resource name. */
  readonly evaluators: Readonly<Record<string, EvaluatorState>>;
}

const STATE = 'monitoring-state.json';
const SAMPLES = 'monitoring-samples.ndjson.gz';

/** The state of the last run; undefined when there was none. @throws Error naming the file it cannot read */
export async function loadState(directory: string): Promise<SavedState | undefined> {
  const file = join(directory, STATE);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SavedState;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new Error(`cannot read ${file}: ${String(cause)}; remove it to start empty`, { cause });
  }
}

export async function loadSamples(directory: string, store: TimeSeriesStore): Promise<void> {
  const file = join(directory, SAMPLES);
  const input = createReadStream(file);
  try {
    await pipeline(input, createGunzip(), (source) =>
      importLines(createInterface({ input: Readable.from(source) }), store),
    );
  } catch (cause) {
    if (isMissing(cause)) return;
    throw new Error(`cannot read ${file}: ${String(cause)}; remove it to start empty`, { cause });
  }
}

export async function saveState(directory: string, state: SavedState): Promise<void> {
  await mkdir(directory, { recursive: true });
  await replaceFile(join(directory, STATE), (file) => writeFile(file, JSON.stringify(state)));
}

export async function saveSamples(directory: string, store: TimeSeriesStore): Promise<void> {
  await mkdir(directory, { recursive: true });
  await replaceFile(join(directory, SAMPLES), (file) =>
    pipeline(Readable.from(exportLines(store)), createGzip({ level: 1 }), createWriteStream(file)),
  );
}

/** A crash while writing must not cost the file that was there. */
async function replaceFile(file: string, write: (file: string) => Promise<void>): Promise<void> {
  await write(`${file}.new`);
  await rename(`${file}.new`, file);
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
