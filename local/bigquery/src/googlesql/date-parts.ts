import { ApiError } from '../errors.ts';
import { closing, separators } from './call-arguments.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';

const TIMES = ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];
const DATES = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const ISO_DATES = [...DATES, 'ISOWEEK', 'ISOYEAR'];

/** The parts that a function takes; DuckDB takes any, and answers something for it. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  ...{
    timestamp_add: [...TIMES, 'DAY'],
    timestamp_sub: [...TIMES, 'DAY'],
    timestamp_diff: [...TIMES, 'DAY'],
  },
  ...{ datetime_add: [...TIMES, ...DATES], datetime_sub: [...TIMES, ...DATES] },
  ...{ time_add: TIMES, time_sub: TIMES, time_diff: TIMES, time_trunc: TIMES },
  ...{ datetime_diff: [...TIMES, ...ISO_DATES], date_diff: [...TIMES, ...ISO_DATES] },
  ...{ timestamp_trunc: [...TIMES, ...ISO_DATES], datetime_trunc: [...TIMES, ...ISO_DATES] },
  ...{ date_trunc: [...TIMES, ...ISO_DATES], last_day: ISO_DATES },
};

/** Functions with a date part, and its place: a bare word, which a macro needs as a string. */
const PART_AT: Readonly<Record<string, number>> = {
  ...{ timestamp_diff: 2, datetime_diff: 2, date_diff: 2, time_diff: 2 },
  ...{ timestamp_trunc: 1, datetime_trunc: 1, date_trunc: 1, time_trunc: 1, last_day: 1 },
};

/** Functions of dates, and the places where a text stands for one. */
const DATES_AT: Readonly<Record<string, readonly number[]>> = {
  ...{ date_add: [0], date_sub: [0], date_trunc: [0], last_day: [0], date_diff: [0, 1] },
  generate_date_array: [0, 1],
};

/** Quotes a call's date part and makes dates of its texts. @throws ApiError for a part that the function does not take */
export function rewriteDateCall(tokens: readonly Token[], index: number, edits: Edits): void {
  const name = tokens[index]?.text.toLowerCase() ?? '';
  const commas = separators(tokens, index);
  const close = closing(tokens, index + 1);
  for (const place of DATES_AT[name] ?? []) {
    const first = tokens[place === 0 ? index + 2 : (commas[place - 1] ?? 0) + 1];
    if (first?.kind === 'string' && is(tokens[tokens.indexOf(first) + 1], ',', ')'))
      edits.replace(first, first, `CAST(${first.text} AS DATE)`);
  }
  const before = commas[(PART_AT[name] ?? 0) - 1];
  if (before !== undefined) {
    const first = tokens[before + 1];
    const last = tokens[(commas[PART_AT[name] ?? 0] ?? close) - 1];
    if (first?.kind !== 'word') return;
    check(name, first);
    // WEEK(MONDAY)
    const day = first === last ? '' : `_${tokens[before + 3]?.text.toLowerCase()}`;
    edits.replace(first, last, `'${first.text.toLowerCase()}${day}'`);
  } else if (tokens.slice(index, close).some((token) => is(token, 'INTERVAL'))) {
    check(name, tokens[close - 1]);
  }
}

function check(name: string, part: Token | undefined): void {
  const allowed = PARTS[name];
  if (allowed === undefined || part?.kind !== 'word' || allowed.includes(part.text.toUpperCase())) return;
  throw new ApiError(
    'invalidQuery',
    `${name.toUpperCase()} does not support the ${part.text.toUpperCase()} date part`,
    'query',
  );
}
