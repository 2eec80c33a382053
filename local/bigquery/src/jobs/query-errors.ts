import { ApiError, isApiError } from '../errors.ts';
import { position, tokenize } from '../googlesql/lexer.ts';

/** Turns what DuckDB says about a query into what BigQuery would say, with the place in the GoogleSQL text. */
export function queryError(thrown: unknown, source: string): ApiError {
  if (isApiError(thrown)) return thrown;
  const message = String((thrown as { message?: unknown })?.message ?? thrown);
  for (const [pattern, make] of KNOWN) {
    const match = pattern.exec(message);
    if (match) return make(match, source, thrown);
  }
  const kind = /^(\w[\w ]*) Error: ([^\n]*)/.exec(message);
  if (kind?.[1] === 'INTERNAL' || kind?.[1] === 'IO' || !kind) {
    return new ApiError(
      'jobInternalError',
      `The job encountered an error during execution: ${message.split('\n')[0]}`,
      undefined,
      { cause: thrown },
    );
  }
  return invalid(kind[2] ?? message, thrown);
}

type Make = (match: RegExpExecArray, source: string, cause: unknown) => ApiError;

const KNOWN: readonly [RegExp, Make][] = [
  // What the macro `fail` was called with.
  [
    /Could not convert string '([\s\S]*)' to INT128/,
    (match, _source, cause) => invalid(match[1] ?? '', cause),
  ],
  [/Parser Error: ([^\n]*)/, (match, _source, cause) => invalid(`Syntax error: ${match[1]}`, cause)],
  [
    /Referenced column "([^"]+)"/,
    (match, source, cause) => invalid(`Unrecognized name: ${match[1]}${at(source, match[1])}`, cause),
  ],
  [
    /Referenced table "([^"]+)" not found/,
    (match, source, cause) => invalid(`Unrecognized name: ${match[1]}${at(source, match[1])}`, cause),
  ],
  [
    /Function with name "?(?:__bq_)?(\w+)"? (?:does not exist|is not)/i,
    (match, source, cause) =>
      invalid(`Function not found: ${match[1]?.toUpperCase()}${at(source, match[1])}`, cause),
  ],
  [
    /Macro "?(?:__bq_)?(\w+)\(\)"? does not support the supplied arguments/,
    (match, source, cause) =>
      invalid(`No matching signature for function ${match[1]?.toUpperCase()}${at(source, match[1])}`, cause),
  ],
  [
    /Ambiguous reference to column name "([^"]+)"/,
    (match, source, cause) => invalid(`Column name ${match[1]} is ambiguous${at(source, match[1])}`, cause),
  ],
  [
    /Table with name (\S+) does not exist/,
    (match, _source, cause) =>
      new ApiError('notFound', `Not found: Table ${match[1]} was not found in location US`, undefined, {
        cause,
      }),
  ],
  [
    /No function matches the given name and argument types '([^']*)'/,
    (match, source, cause) =>
      invalid(`No matching signature for function ${match[1]}${at(source, match[1]?.split('(')[0])}`, cause),
  ],
  [
    /Could not convert string '([\s\S]*?)' to (\w+)/,
    (match, _source, cause) => invalid(`Bad ${match[2]?.toLowerCase()} value: ${match[1]}`, cause),
  ],
  [
    /column "([^"]+)" must appear in the GROUP BY/,
    (match, source, cause) =>
      invalid(
        `SELECT list expression references column ${match[1]} which is neither grouped nor aggregated${at(source, match[1])}`,
        cause,
      ),
  ],
  [
    /Out of Memory Error: ([^\n]*)/,
    (match, _source, cause) =>
      new ApiError('resourcesExceeded', `Resources exceeded during query execution: ${match[1]}`, undefined, {
        cause,
      }),
  ],
];

const invalid = (message: string, cause: unknown): ApiError =>
  new ApiError('invalidQuery', message, 'query', { cause });

/** ` at [line:column]` of the first token that is `name`, or nothing. */
function at(source: string, name: string | undefined): string {
  const lower = name?.toLowerCase();
  const token = tokenize(source).find(({ text }) => text.toLowerCase() === lower);
  return token ? ` at ${position(source, token.start)}` : '';
}
