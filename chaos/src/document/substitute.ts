import type { ExperimentDocument } from './schema.ts';

export type Values = Readonly<Record<string, string | number>>;

/** The values of the document's configuration: literals, or environment variables with a default. */
export function configurationValues(
  configuration: ExperimentDocument['configuration'],
  env: Readonly<Record<string, string | undefined>>,
): Values {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      typeof value === 'object' ? (env[value.key] ?? value.default) : value,
    ]),
  );
}

/**
 * Puts configuration values in for `${name}` wherever text stands, as the Chaos Toolkit does; a text that is
 * one lone placeholder keeps the value's type.
 * @throws Error on a name that is not configured
 */
export function substitute<T>(node: T, values: Values): T {
  if (typeof node === 'string') return substituteText(node, values) as T;
  if (Array.isArray(node)) return node.map((item) => substitute(item, values)) as T;
  if (typeof node === 'object' && node !== null) {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, substitute(value, values)]),
    ) as T;
  }
  return node;
}

function substituteText(text: string, values: Values): unknown {
  const lookUp = (name: string): string | number => {
    const value = values[name];
    if (value === undefined) throw new Error(`\${${name}} is not in the experiment's configuration`);
    return value;
  };
  const alone = /^\$\{(\w+)\}$/.exec(text)?.[1];
  if (alone !== undefined) return lookUp(alone);
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => String(lookUp(name)));
}
