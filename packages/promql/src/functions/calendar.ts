import { nameless } from '../eval/context.ts';
import { mergeEqual } from '../eval/merge.ts';
import { type Column, newColumn, timeAt } from '../eval/value.ts';
import { NO_LABELS } from '../labels.ts';
import type { Arguments } from './call.ts';

const DAY_MS = 86_400_000;

const daysInMonth = (date: Date) =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
const dayOfYear = (date: Date) =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;

/** Parts of a UTC date. */
export const CALENDAR: Readonly<Record<string, (date: Date) => number>> = {
  day_of_month: (date) => date.getUTCDate(),
  day_of_week: (date) => date.getUTCDay(),
  day_of_year: dayOfYear,
  days_in_month: daysInMonth,
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  month: (date) => date.getUTCMonth() + 1,
  year: (date) => date.getUTCFullYear(),
};

/** `hour(v)`: the part of the time that each value (seconds since the epoch) stands for; without v, of now. */
export function calendar(args: Arguments): readonly Column[] {
  const { grid, context, call } = args;
  const part = CALENDAR[call.func] as (date: Date) => number;
  const partOf = (seconds: number) => part(new Date(Math.trunc(seconds) * 1000));
  if (args.count === 0) {
    const now = newColumn(NO_LABELS, grid.count);
    now.present.fill(1);
    return [{ ...now, values: now.values.map((_, i) => partOf(timeAt(grid, i) / 1000)) }];
  }
  return mergeEqual(
    args.vector(0).map((column) => nameless(context, { ...column, values: column.values.map(partOf) })),
  );
}
