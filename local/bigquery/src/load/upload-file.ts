import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ApiError } from '../errors.ts';
import type { Job } from '../jobs/registry.ts';

/** Where the data of a load job lies: bytes `[start, end)` of a file. */
export interface Upload {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The body of jobs.insert, as it comes with the data of a load job. */
export type LoadMetadata = Record<string, unknown> & {
  configuration?: { load?: Record<string, unknown>; jobTimeoutMs?: string; [other: string]: unknown };
  jobReference?: { jobId?: string };
};

/** A resumable upload. https://cloud.google.com/bigquery/docs/reference/api-uploads#resumable */
export interface UploadSession {
  readonly path: string;
  readonly metadata: LoadMetadata;
  /** Set once all bytes are there. */
  job?: Job;
}

/** Uploads wait on disk until their jobs have read them. */
export interface Uploads {
  readonly sessions: Map<string, UploadSession>;
  newPath(id: string): string;
  /** Adds a request's body to a file, as far as it arrives. @throws ApiError when it is larger than `MAX_UPLOAD_BYTES` */
  receive(path: string, body: Readable): Promise<void>;
}

/** Largest upload taken in: bounds the disk; a load of this size runs for an hour. */
const MAX_UPLOAD_BYTES = 5 * 1024 ** 3;

/** Empties the directory: uploads that a stopped server left belong to no job. */
export async function openUploads(directory: string): Promise<Uploads> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  return {
    sessions: new Map(),
    newPath: (id) => join(directory, id),
    receive: async (path, body) => {
      let taken = await sizeOf(path);
      const limit = new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          taken += chunk.length;
          if (taken > MAX_UPLOAD_BYTES)
            done(
              new ApiError('invalid', `Upload is larger than ${MAX_UPLOAD_BYTES} bytes; send it in parts.`),
            );
          else done(null, chunk);
        },
      });
      await pipeline(body, limit, createWriteStream(path, { flags: 'a' }));
    },
  };
}

export async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'a+');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Bytes `[start, end)` of a file. */
export async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const GZIP = Buffer.from([0x1f, 0x8b]);

/** The data of an upload; what is gzipped is unpacked, as BigQuery does. */
export async function* openUpload({ path, start, end }: Upload): AsyncGenerator<Buffer> {
  if (end <= start) return;
  const raw = createReadStream(path, { start, end: end - 1 });
  if (!(await readRange(path, start, Math.min(end, start + GZIP.length))).equals(GZIP)) {
    yield* raw;
    return;
  }
  try {
    // `compose` carries a failure of the file on to the reader.
    yield* Readable.from(raw.compose(createGunzip()));
  } catch (thrown) {
    throw new ApiError('invalid', `Error while reading data, error message: ${(thrown as Error).message}`);
  }
}
