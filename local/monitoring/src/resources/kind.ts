import type { Body, Resource, Resources } from './resources.ts';

export interface Change {
  readonly name: string;
  /** The body as sent, without what the server sets; what is returned is stored. */
  readonly body: Body;
  readonly before: Resource | undefined;
  readonly resources: Resources;
  /** RFC 3339, on the fast clock. */
  readonly now: string;
  readonly newId: () => string;
}

/** One kind of REST resource: what differs between them. */
export interface Kind {
  /** Route under the version: `/projects/:project/alertPolicies`. */
  readonly path: string;
  /** Its last segment is also the key of the list in answers, unless `listKey` says otherwise. */
  readonly listKey: string;
  /** The query parameter with the id on create; absent when the server makes ids. */
  readonly idParameter?: string;
  /** Fields that the server sets, ignored when sent. */
  readonly serverSet: readonly string[];
  /** PATCH takes an updateMask. */
  readonly masked: boolean;
  readonly deletable: boolean;
  /**
   * Checks what a create or a patch leads to and adds what the server sets.
   * @throws RestError
   */
  readonly accept: (change: Change) => Body;
  /** @throws RestError when it must not go */
  readonly beforeDelete?: (resource: Resource, resources: Resources, force: boolean) => void;
  /** What is answered, when that is not what is stored. */
  readonly show?: (resource: Resource) => Body;
}
