import { type Context, warn } from '../eval/context.ts';
import type { Column } from '../eval/value.ts';
import { compareLabels } from '../labels.ts';
import type { Arguments } from './call.ts';

function warnInRange(args: Arguments, context: Context): boolean {
  if (!context.isRange) return false;
  const reason = 'sort is ineffective for range queries since results are always ordered by labels';
  warn(context, reason, args.call);
  return true;
}

/** `sort` and `sort_desc`: by value, NaN last either way. */
export function sortByValue(args: Arguments, sign: 1 | -1): readonly Column[] {
  const columns = args.vector(0);
  if (warnInRange(args, args.context)) return columns;
  const there = columns.filter((column) => column.present[0] === 1);
  return there.sort((a, b) => {
    const [x, y] = [a.values[0] as number, b.values[0] as number];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

/** `sort_by_label`: by the named labels in natural order (`4m5` before `4m600`), then by all labels. */
export function sortByLabel(args: Arguments, sign: 1 | -1): readonly Column[] {
  const columns = args.vector(0);
  if (warnInRange(args, args.context)) return columns;
  const names = args.call.args.slice(1).map((_, i) => args.string(i + 1));
  return [...columns].sort((a, b) => {
    for (const name of names) {
      const order = natural.compare(a.labels[name] ?? '', b.labels[name] ?? '');
      if (order !== 0) return sign * order;
    }
    return sign * compareLabels(a.labels, b.labels);
  });
}

const natural = new Intl.Collator('en', { numeric: true, caseFirst: 'upper' });
