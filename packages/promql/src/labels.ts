/** A series' identity. Label values are never empty: an empty value is the same as no label. */
export type Labels = Readonly<Record<string, string>>;

export const METRIC_NAME = '__name__';

/** Labels that describe the metric itself and disappear together with its name. */
const METADATA_LABELS: ReadonlySet<string> = new Set([METRIC_NAME, '__type__', '__unit__']);

export function isMetadataLabel(name: string): boolean {
  return METADATA_LABELS.has(name);
}

/** Builds labels from pairs, leaving out empty values. The object has no prototype: any name is safe. */
export function labelsOf(pairs: Iterable<readonly [string, string]>): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, value] of pairs) if (value !== '') labels[name] = value;
  return labels;
}

export const NO_LABELS: Labels = labelsOf([]);

/** A string that is equal exactly for equal label sets. */
export function labelsKey(labels: Labels): string {
  let key = '';
  for (const name of Object.keys(labels).sort()) key += `${name}\u0000${labels[name]}\u0001`;
  return key;
}

/** Labels without those for which `drop` is true. */
export function withoutLabels(labels: Labels, drop: (name: string) => boolean): Labels {
  const kept: Record<string, string> = Object.create(null);
  for (const name in labels) if (!drop(name)) kept[name] = labels[name] as string;
  return kept;
}

/** Only the named labels. */
export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  const kept: Record<string, string> = Object.create(null);
  for (const name of names) {
    const value = labels[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** One label changed; an empty value removes it. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  const changed: Record<string, string> = Object.assign(Object.create(null), labels);
  if (value === '') delete changed[name];
  else changed[name] = value;
  return changed;
}

export function dropMetricName(labels: Labels): Labels {
  return withoutLabels(labels, isMetadataLabel);
}

/** Orders label sets as Prometheus does: by sorted (name, value) pairs, shorter first. */
export function compareLabels(a: Labels, b: Labels): number {
  const an = Object.keys(a).sort();
  const bn = Object.keys(b).sort();
  for (let i = 0; i < Math.min(an.length, bn.length); i++) {
    const x = an[i] as string;
    const y = bn[i] as string;
    if (x !== y) return x < y ? -1 : 1;
    const xv = a[x] as string;
    const yv = b[y] as string;
    if (xv !== yv) return xv < yv ? -1 : 1;
  }
  return an.length - bn.length;
}

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a name can be written without quotes. */
export function isLegacyLabelName(name: string): boolean {
  return LEGACY_NAME.test(name);
}

/** Whether a label name is valid at all: any non-empty, well-formed UTF-8. */
export function isValidLabelName(name: string): boolean {
  return name !== '' && name.isWellFormed();
}

/** `{__name__="up", job="api"}`: every label, sorted, as Prometheus' error messages show a series. */
export function showLabels(labels: Labels): string {
  const parts = Object.keys(labels)
    .sort()
    .map(
      (name) => `${isLegacyLabelName(name) ? name : JSON.stringify(name)}=${JSON.stringify(labels[name])}`,
    );
  return `{${parts.join(', ')}}`;
}
