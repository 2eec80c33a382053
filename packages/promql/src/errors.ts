/** The query's text is not valid PromQL, or its types do not fit. Permanent: the same text fails again. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** Offset of the fault in the query, in UTF-16 units. */
  readonly offset: number;
  /** What is wrong, without the position. */
  readonly reason: string;

  constructor(reason: string, query: string, offset: number) {
    super(`${showPosition(query, offset)}: parse error: ${reason}`);
    this.offset = offset;
    this.reason = reason;
  }
}

/** `execution`: the data does not allow the query; `limit`: too many samples; `timeout`, `aborted`: it was stopped. */
export type QueryErrorKind = 'execution' | 'limit' | 'timeout' | 'aborted';

/** A valid query that could not be evaluated. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly kind: QueryErrorKind;

  constructor(kind: QueryErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** `line:column` of an offset, both from 1. */
export function showPosition(query: string, offset: number): string {
  const before = query.slice(0, offset);
  const line = before.split('\n').length;
  return `${line}:${offset - before.lastIndexOf('\n')}`;
}
