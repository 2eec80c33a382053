import { QueryError } from '../errors.ts';
import { mergeEqual } from '../eval/merge.ts';
import type { Column } from '../eval/value.ts';
import { isValidLabelName, METRIC_NAME, withLabel } from '../labels.ts';
import { compileRegExp } from '../regexp.ts';
import type { Arguments } from './call.ts';

/** Sets a label; a metric's name that is set this way stays. */
function relabel(column: Column, name: string, value: string): Column {
  const dropName = column.dropName && name !== METRIC_NAME;
  return { ...column, labels: withLabel(column.labels, name, value), dropName };
}

/** `label_replace(v, dst, replacement, src, regex)`; the regex must match the whole value of src. */
export function labelReplace(args: Arguments): readonly Column[] {
  const [target, replacement, source, expression] = [1, 2, 3, 4].map((i) => args.string(i)) as [
    string,
    string,
    string,
    string,
  ];
  if (!isValidLabelName(target))
    throw new QueryError('execution', `invalid destination label name in label_replace(): ${target}`);
  let pattern: RegExp;
  try {
    pattern = compileRegExp(expression);
  } catch (error) {
    throw new QueryError(
      'execution',
      `invalid regular expression in label_replace(): ${(error as Error).message}`,
    );
  }
  return mergeEqual(
    args.vector(0).map((column) => {
      const match = pattern.exec(column.labels[source] ?? '');
      return match === null ? column : relabel(column, target, expand(replacement, match));
    }),
  );
}

/** Go's template: `$1`, `$name`, `${1}`, `$$`; an unknown reference is empty. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (found, bare, braced) => {
    if (found === '$$') return '$';
    const name: string = bare ?? braced;
    return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? '';
  });
}

/** `label_join(v, dst, separator, src…)`. */
export function labelJoin(args: Arguments): readonly Column[] {
  const target = args.string(1);
  const separator = args.string(2);
  const sources = args.call.args.slice(3).map((_, i) => args.string(i + 3));
  for (const [role, names] of [
    ['destination', [target]],
    ['source', sources],
  ] as const)
    for (const name of names)
      if (!isValidLabelName(name))
        throw new QueryError('execution', `invalid ${role} label name in label_join(): ${name}`);
  return mergeEqual(
    args
      .vector(0)
      .map((column) => relabel(column, target, sources.map((s) => column.labels[s] ?? '').join(separator))),
  );
}
