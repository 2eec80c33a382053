import type { IncomingMessage } from 'node:http';

/** A Pub/Sub message of at most 10 MB, in base64, with its envelope. */
export const MAX_BODY_BYTES = 14_500_000;

/** Reads a request's body. @returns undefined when it is longer than `limit` bytes */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
