import { invalidArgument } from './status.ts';

/** Starts with a letter; 3 to 255 of letters, digits and - _ . ~ + % */
const RESOURCE_ID = /^[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;
const PROJECT = /^projects\/[^/]+$/;

export type Collection = 'topics' | 'subscriptions' | 'snapshots' | 'schemas';

const invalidName = (name: string) =>
  invalidArgument(
    `Invalid resource name given (name=${name}). Refer to https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names for more information.`,
  );

/**
 * Checks a full resource name, e.g. `projects/p/topics/t`.
 * @throws RpcError INVALID_ARGUMENT
 */
export function checkName(name: string | undefined, collection: Collection): string {
  const parts = (name ?? '').split('/');
  const isNamed = parts.length === 4 && parts[0] === 'projects' && parts[1] !== '' && parts[2] === collection;
  const id = parts[3] ?? '';
  if (!isNamed || !RESOURCE_ID.test(id) || id.toLowerCase().startsWith('goog')) throw invalidName(name ?? '');
  return name as string;
}

/** Checks `projects/p`. @throws RpcError INVALID_ARGUMENT */
export function checkProject(name: string | undefined): string {
  if (!PROJECT.test(name ?? '')) throw invalidName(name ?? '');
  return name as string;
}
