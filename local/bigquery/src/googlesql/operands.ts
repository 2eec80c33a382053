import { ApiError } from '../errors.ts';
import { closing, separators } from './call-arguments.ts';
import { rewriteCast } from './casts.ts';
import type { Edits } from './edits.ts';
import { rewriteFormat } from './format-call.ts';
import { parsedFormats, readsYear, writtenFormat } from './format-elements.ts';
import { is, type Token } from './lexer.ts';

type Rewrite = (tokens: readonly Token[], index: number, edits: Edits) => void;

/** Calls that DuckDB answers otherwise than BigQuery, written with what it answers alike, or refused. */
export const REWRITES: Readonly<Record<string, Rewrite>> = {
  // With a NULL among its arguments DuckDB's CONCAT answers the others.
  concat: (tokens, index, edits) => {
    edits.replace(tokens[index], tokens[index + 1], '((');
    for (const comma of separators(tokens, index)) edits.replace(tokens[comma], tokens[comma], ') || (');
    const close = tokens[closing(tokens, index + 1)];
    edits.replace(close, close, '))');
  },
  // The translator makes a sum of it, which is NULL without rows.
  countif: (tokens, index, edits) => {
    if (is(tokens[index + 2], 'DISTINCT')) throw unsupported('COUNTIF(DISTINCT …)', 'COUNT(DISTINCT IF(…))');
    edits.replace(tokens[index], tokens[index + 1], 'COUNT(NULLIF(');
    const close = tokens[closing(tokens, index + 1)];
    edits.replace(close, close, ', FALSE))');
  },
  string_agg: (tokens, index) => {
    // ORDER BY … LIMIT n stands last.
    if (is(tokens[closing(tokens, index + 1) - 2], 'LIMIT'))
      throw unsupported('STRING_AGG(… LIMIT n)', 'ARRAY_TO_STRING(ARRAY_AGG(… LIMIT n), …)');
  },
  approx_quantiles: (tokens, index, edits) => {
    const nulls = closing(tokens, index + 1) - 1;
    if (is(tokens[nulls], 'NULLS') && is(tokens[nulls - 1], 'IGNORE'))
      edits.replace(tokens[nulls - 1], tokens[nulls], '');
  },
  percentile_cont: refuseRespectNulls,
  percentile_disc: refuseRespectNulls,
  ...Object.fromEntries(
    ['format_timestamp', 'format_datetime', 'format_date', 'format_time'].map((name) => [name, formatMoment]),
  ),
  ...Object.fromEntries(
    ['parse_timestamp', 'parse_datetime', 'parse_date', 'parse_time'].map((name) => [name, parseMoment]),
  ),
  cast: rewriteCast,
  safe_cast: rewriteCast,
  format: rewriteFormat,
};

/** Functions whose closing parenthesis is rewritten already: `SAFE.` cannot stand before them. */
export const takesClosing = (name: string): boolean =>
  ['countif', 'array_agg', 'extract', 'format'].includes(name.toLowerCase());

function formatMoment(tokens: readonly Token[], index: number, edits: Edits): void {
  const format = literalAt(tokens, index);
  if (separators(tokens, index).length > 1 && /%E?[zZ]/.test(format.text))
    throw unsupported('%z or %Z together with a time zone', 'the offset itself');
  edits.replace(format, format, writtenFormat(format.text));
}

function parseMoment(tokens: readonly Token[], index: number, edits: Edits): void {
  const format = literalAt(tokens, index);
  const [comma] = separators(tokens, index);
  if (readsYear(format.text)) {
    edits.replace(format, format, parsedFormats(format.text));
    return;
  }
  edits.replace(format, format, parsedFormats(format.text.replace(/^r?['"]+/i, '$&%Y ')));
  edits.replace(tokens[comma ?? 0], tokens[comma ?? 0], ", '1970 ' || ");
}

/** The format of a call: DuckDB takes others than GoogleSQL, so it must be known when the query is translated. */
function literalAt(tokens: readonly Token[], index: number): Token {
  const format = tokens[index + 2];
  if (format?.kind === 'string' && is(tokens[index + 3], ',')) return format;
  throw unsupported(`${tokens[index]?.text.toUpperCase()} by anything but a literal format`, 'a literal');
}

function refuseRespectNulls(tokens: readonly Token[], index: number): void {
  const nulls = closing(tokens, index + 1) - 1;
  if (is(tokens[nulls], 'NULLS') && is(tokens[nulls - 1], 'RESPECT'))
    throw unsupported('A percentile with RESPECT NULLS', 'one that ignores them');
}

const unsupported = (what: string, instead: string): ApiError =>
  new ApiError('invalidQuery', `${what} is not supported here; use ${instead}.`, 'query');
