/** A series' labels, `__name__` among them, in ascending order of names, without empty values. */
export type Labels = Readonly<Record<string, string>>;

export const NAME = '__name__';

/** Orders the labels and drops the empty ones: in Prometheus' data model an empty label is an absent one. */
export function normalizeLabels(labels: Readonly<Record<string, string>>): Labels {
  const names = Object.keys(labels)
    .filter((name) => labels[name] !== '')
    .sort();
  // No prototype: any label name is safe.
  const result: Record<string, string> = Object.create(null);
  for (const name of names) result[name] = labels[name] ?? '';
  return Object.freeze(result);
}

/** A text that two label sets share only when they are equal; expects normalized labels. */
export function labelsKey(labels: Labels): string {
  let key = '';
  for (const name in labels) key += `${name}\u0000${labels[name]}\u0001`;
  return key;
}
