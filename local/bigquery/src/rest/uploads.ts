import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { ApiError } from '../errors.ts';
import type { Job } from '../jobs/registry.ts';
import { runLoad } from '../load/load-job.ts';
import { readMultipart } from '../load/multipart.ts';
import { readLoadOptions } from '../load/options.ts';
import { type LoadMetadata, sizeOf, type Upload } from '../load/upload-file.ts';
import { showJob } from './job-resources.ts';
import { type Call, param, Reply, type Route, wholeNumber } from './route.ts';
import type { Service } from './service.ts';

/** Uploads begun and not finished; the oldest is given up for a new one. */
const MAX_SESSIONS = 100;
/** Google's granule: chunks but the last are multiples of it, and so not smaller. */
const LEAST_CHUNK_BYTES = 256 * 1024;

function startLoad(service: Service, project: string, metadata: LoadMetadata, upload: Upload): Job {
  const { configuration = {}, jobReference } = metadata;
  const options = readLoadOptions(configuration.load ?? {});
  return service.jobs.start({
    project,
    id: jobReference?.jobId,
    configuration: { ...configuration, jobType: 'LOAD' },
    timeoutMs: wholeNumber(configuration.jobTimeoutMs, 'jobTimeoutMs'),
    run: (job) => runLoad(service, job, options, upload).finally(() => rm(upload.path, { force: true })),
  });
}

/** @throws ApiError for metadata that can never become a load job */
function check(metadata: LoadMetadata): LoadMetadata {
  if (metadata.configuration?.load === undefined)
    throw new ApiError(
      'required',
      'Only load jobs take an upload: configuration.load is missing.',
      'configuration.load',
    );
  readLoadOptions(metadata.configuration.load);
  return metadata;
}

async function insert(service: Service, call: Call): Promise<object> {
  const { uploadType } = call.params;
  if (uploadType === 'multipart') return insertMultipart(service, call);
  if (uploadType === 'resumable') return beginResumable(service, call);
  throw new ApiError('invalid', 'uploadType must be multipart or resumable.', 'uploadType');
}

async function insertMultipart(service: Service, call: Call): Promise<object> {
  const path = service.uploads.newPath(randomUUID());
  try {
    await service.uploads.receive(path, call.request);
    const { metadata, upload } = await readMultipart(path, call.request.get('content-type') ?? '');
    return showJob(startLoad(service, param(call, 'project'), check(metadata), upload));
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  }
}

async function beginResumable(service: Service, call: Call): Promise<Reply> {
  const metadata = check(await readMetadata(call));
  const { sessions } = service.uploads;
  const [oldest] = sessions;
  if (sessions.size >= MAX_SESSIONS && oldest) await forget(service, oldest[0]);
  const id = randomUUID();
  sessions.set(id, { path: service.uploads.newPath(id), metadata });
  const base = `${call.request.protocol}://${call.request.get('host')}${call.request.originalUrl.split('?')[0]}`;
  return new Reply(200, {
    location: `${base}?uploadType=resumable&upload_id=${id}`,
    'x-guploader-uploadid': id,
  });
}

async function readMetadata(call: Call): Promise<LoadMetadata> {
  try {
    return (await json(call.request)) as LoadMetadata;
  } catch (thrown) {
    throw new ApiError('invalid', `Invalid JSON payload received. ${(thrown as Error).message}`);
  }
}

async function forget({ uploads: { sessions } }: Service, id: string): Promise<void> {
  const session = sessions.get(id);
  sessions.delete(id);
  if (session && !session.job) await rm(session.path, { force: true });
}

/** `bytes 0-99/200`, `bytes 0-99/*`, `bytes *\/200`. */
const CONTENT_RANGE = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/;

async function continueResumable(service: Service, call: Call): Promise<object> {
  const session = service.uploads.sessions.get(call.params.upload_id ?? '');
  if (!session) throw new ApiError('notFound', 'Upload session not found: begin a new one.', 'upload_id');
  if (session.job) return showJob(session.job);
  const header = call.request.get('content-range');
  const range = header === undefined ? ['', '0', undefined, '*'] : CONTENT_RANGE.exec(header);
  if (!range)
    throw new ApiError('invalid', `Failed to parse Content-Range header: ${header}`, 'Content-Range');
  const [, first, last, total] = range;
  const received = await sizeOf(session.path);
  if (first !== undefined && Number(first) !== received)
    throw new ApiError(
      'invalid',
      `Invalid request. The next byte expected is ${received}, not ${first}.`,
      'Content-Range',
    );
  const size = total === '*' ? undefined : Number(total);
  const chunk = Number(last ?? received) - received + 1;
  if (last !== undefined && (size === undefined || Number(last) + 1 < size) && chunk < LEAST_CHUNK_BYTES)
    throw new ApiError(
      'invalid',
      `Invalid request. The number of bytes uploaded is required to be equal or greater than ${LEAST_CHUNK_BYTES}, except for the final request.`,
      'Content-Range',
    );
  if (first !== undefined) await service.uploads.receive(session.path, call.request);
  const now = await sizeOf(session.path);
  const whole = header === undefined || now === size;
  if (!whole) return new Reply(308, now === 0 ? {} : { range: `bytes=0-${now - 1}` });
  session.job = startLoad(service, param(call, 'project'), session.metadata, {
    path: session.path,
    start: 0,
    end: now,
  });
  return showJob(session.job);
}

async function cancelResumable(service: Service, call: Call): Promise<Reply> {
  await forget(service, call.params.upload_id ?? '');
  // Google's own status for a session that its client gave up.
  return new Reply(499, {});
}

const path = '/projects/:project/jobs';

export const uploadRoutes: readonly Route[] = [
  { verb: 'post', path, method: 'jobs.insert', handle: insert },
  { verb: 'put', path, method: 'jobs.insert', handle: continueResumable },
  { verb: 'delete', path, method: 'jobs.insert', handle: cancelResumable },
];
