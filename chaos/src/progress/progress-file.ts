import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrillProgress } from './progress.ts';

/** A file that was not written for several times this long (ms) belongs to a runner that died. */
const HEARTBEAT_MS = 1_000;

export interface ProgressFile {
  readonly now: DrillProgress;
  change(change: Partial<DrillProgress>): void;
  /** Writes the last state; nothing is written after it. */
  close(): Promise<void>;
}

/** Keeps `progress.json` of one experiment as the experiment goes, whole at any time for whoever reads it. */
export async function openProgressFile(folder: string, first: DrillProgress): Promise<ProgressFile> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'progress.json');
  let now = first;
  let writing = Promise.resolve();
  const write = (): Promise<void> => {
    writing = writing.then(async () => {
      // A reader never sees half a file.
      await writeFile(`${file}.new`, JSON.stringify(now, null, 2));
      await rename(`${file}.new`, file);
    });
    return writing;
  };
  const heartbeat = setInterval(() => {
    now = { ...now, updatedAt: new Date().toISOString() };
    void write();
  }, HEARTBEAT_MS);
  heartbeat.unref();
  await write();
  return {
    get now() {
      return now;
    },
    change(change) {
      now = { ...now, ...change, updatedAt: new Date().toISOString() };
      void write();
    },
    close() {
      clearInterval(heartbeat);
      return write();
    },
  };
}
