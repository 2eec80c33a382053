/** What only the server sets; ignored when sent. */
const SERVER_FIELDS = new Set([
  'kind',
  'id',
  'selfLink',
  'etag',
  'creationTime',
  'lastModifiedTime',
  'numRows',
  'numBytes',
  'numLongTermBytes',
  'datasetReference',
  'tableReference',
  'type',
]);

export function withoutServerFields(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).filter(([key, value]) => !SERVER_FIELDS.has(key) && value !== null),
  );
}

/** PATCH: properties that are sent replace, null removes, labels merge one by one. */
export function merge(
  before: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const merged = withoutServerFields({ ...before, ...patch });
  if (isObject(before.labels) && isObject(patch.labels)) {
    merged.labels = Object.fromEntries(
      Object.entries({ ...before.labels, ...patch.labels }).filter(([, value]) => value !== null),
    );
  }
  return merged;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
