import { ApiError } from '../errors.ts';
import { readRange, sizeOf, type Upload } from './upload-file.ts';

/** Metadata stands before the data; a job's configuration with a schema of 10,000 columns fits. */
const MAX_HEAD_BYTES = 4 * 1024 * 1024;
/** The delimiter that ends the body, with what may follow it. */
const MAX_TAIL_BYTES = 1024;

/**
 * Finds the two parts of a stored `multipart/related` body (RFC 2387): JSON metadata, then data. The data is not
 * read: it lies between the second part's head and the last delimiter. @throws ApiError `invalid`
 */
export async function readMultipart(
  path: string,
  contentType: string,
): Promise<{ metadata: Record<string, unknown>; upload: Upload }> {
  const boundary = /;\s*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) throw malformed('the content type names no boundary');
  const size = await sizeOf(path);
  const head = await readRange(path, 0, Math.min(size, MAX_HEAD_BYTES));
  const delimiter = Buffer.from(`--${boundary}`);
  const first = partAt(head, head.indexOf(delimiter), delimiter);
  const between = head.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), first);
  if (between < 0) throw malformed('the second part, the data, is missing');
  const start = partAt(head, between + 2, delimiter);
  const tailStart = Math.max(start, size - MAX_TAIL_BYTES);
  const tail = await readRange(path, tailStart, size);
  const last = tail.lastIndexOf(Buffer.from(`\r\n--${boundary}--`));
  if (last < 0) throw malformed('it does not end with the closing delimiter');
  return { metadata: parse(head.subarray(first, between)), upload: { path, start, end: tailStart + last } };
}

/** The place where the content of the part whose delimiter stands at `at` begins. */
function partAt(head: Buffer, at: number, delimiter: Buffer): number {
  const blank = at < 0 ? -1 : head.indexOf('\r\n\r\n', at + delimiter.length);
  if (blank < 0) throw malformed('a part has no end of its headers');
  return blank + 4;
}

function parse(text: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(text.toString('utf8')) as Record<string, unknown>;
  } catch (thrown) {
    throw new ApiError('invalid', `Invalid JSON payload received. ${(thrown as Error).message}`);
  }
}

const malformed = (what: string): ApiError => new ApiError('invalid', `Malformed multipart body: ${what}.`);
