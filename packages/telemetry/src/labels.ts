/** What a value outside a label's bounds is counted as, so that a surprise never grows a new series. */
export const OTHER = 'other';

/** A label whose values are all known; anything else is counted as `other`. */
export interface ClosedLabel<Value extends string = string> {
  readonly values: readonly Value[];
}

/** A label whose values come from outside: they must match `pattern`, and only the first `limit` get a series. */
export interface OpenLabel {
  readonly pattern: RegExp;
  readonly limit: number;
}

export type Label = ClosedLabel | OpenLabel;

export const oneOf = <const Value extends string>(...values: readonly Value[]): ClosedLabel<Value> => ({
  values,
});

export const atMost = (limit: number, pattern: RegExp): OpenLabel => ({ limit, pattern });

/** The most series a label can make, `other` included. */
export const seriesOf = (label: Label): number => ('values' in label ? label.values.length : label.limit) + 1;

/** Maps any value to one within the label's bounds. Open labels remember the values they have let in. */
export function boundBy(label: Label): (value: unknown) => string {
  if ('values' in label) {
    const known = new Set<string>(label.values);
    return (value) => (known.has(String(value)) ? String(value) : OTHER);
  }
  const admitted = new Set<string>();
  return (value) => {
    const text = String(value);
    if (admitted.has(text)) return text;
    if (admitted.size >= label.limit || !label.pattern.test(text)) return OTHER;
    admitted.add(text);
    return text;
  };
}
