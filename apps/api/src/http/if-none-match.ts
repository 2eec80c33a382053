/**
 * Whether If-None-Match names this ETag (RFC 9110, weak comparison). Express' own check also wants the
 * request to be without `Cache-Control: no-cache`, which `fetch` adds to every conditional request.
 */
export function ifNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
