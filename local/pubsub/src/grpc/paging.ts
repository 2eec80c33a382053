import type { Paging } from './messages.ts';
import { invalidArgument } from './status.ts';

/** Most entries of a page, as in Pub/Sub; 0 asks for as many. */
const MAX_PAGE = 1000;

/**
 * One page of `names` in ascending order. The token is the last name of the page before, so that what is
 * created or deleted meanwhile shifts nothing.
 * @throws RpcError INVALID_ARGUMENT
 */
export function page(
  names: Iterable<string>,
  { pageSize = 0, pageToken = '' }: Paging,
): { readonly names: string[]; readonly nextPageToken: string } {
  if (pageSize < 0) throw invalidArgument(`The value for page_size must not be negative, got ${pageSize}.`);
  const size = pageSize === 0 ? MAX_PAGE : Math.min(pageSize, MAX_PAGE);
  const after = pageToken === '' ? '' : readToken(pageToken);
  const rest = [...names].sort().filter((name) => name > after);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  return { names: shown, nextPageToken: rest.length > size && last !== undefined ? writeToken(last) : '' };
}

/** One page of the resources of a project, by name. @throws RpcError INVALID_ARGUMENT */
export function pageOf<T>(
  resources: ReadonlyMap<string, T>,
  project: string,
  paging: Paging,
): { readonly entries: T[]; readonly nextPageToken: string } {
  const own = [...resources.keys()].filter((name) => name.startsWith(`${project}/`));
  const { names, nextPageToken } = page(own, paging);
  return { entries: names.map((name) => resources.get(name) as T), nextPageToken };
}

const writeToken = (name: string): string => Buffer.from(name, 'utf8').toString('base64url');

function readToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (writeToken(name) === token && name !== '') return name;
  throw invalidArgument('Invalid page_token given.');
}
