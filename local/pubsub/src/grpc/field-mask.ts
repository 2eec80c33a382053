import { invalidArgument } from './status.ts';

/** What an Update call may change of a resource; names as in field masks. */
export interface MaskRules {
  /** E.g. `Subscription`. */
  readonly resource: string;
  readonly mutable: readonly string[];
  readonly immutable: readonly string[];
}

const camel = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * The resource with the fields of the mask taken from `update`; a masked field that `update` lacks is
 * unset. Paths may name parts: `retry_policy.minimum_backoff`.
 * @throws RpcError INVALID_ARGUMENT for an empty mask and for fields that are unknown or cannot change
 */
export function applyMask<Resource extends object>(
  current: Resource,
  update: object,
  paths: readonly string[] | undefined,
  { resource, mutable, immutable }: MaskRules,
): Resource {
  const request = `Update${resource}Request`;
  if (paths === undefined || paths.length === 0) {
    throw invalidArgument(
      `The update_mask in the ${request} must be set, and must contain a non-empty paths list.`,
    );
  }
  let result: object = current;
  for (const path of paths) {
    const [field = '', ...inner] = path.split('.');
    if (immutable.includes(field)) {
      throw invalidArgument(
        `Invalid update_mask provided in the ${request}: the '${field}' field in the ${resource} is not mutable.`,
      );
    }
    if (!mutable.includes(field)) {
      throw invalidArgument(
        `Invalid update_mask provided in the ${request}: '${path}' is not a known ${resource} field. Note that field paths must be of the form 'push_config' rather than 'pushConfig'.`,
      );
    }
    result = replace(result, update, [field, ...inner].map(camel));
  }
  return result as Resource;
}

type Plain = Readonly<Record<string, unknown>>;

function replace(current: object, update: object | undefined, path: readonly string[]): object {
  const [field = '', ...rest] = path;
  const { [field]: before, ...others } = current as Plain;
  const after = (update as Plain | undefined)?.[field];
  if (rest.length === 0) return after === undefined ? others : { ...others, [field]: after };
  return { ...others, [field]: replace((before ?? {}) as object, after as object | undefined, rest) };
}
