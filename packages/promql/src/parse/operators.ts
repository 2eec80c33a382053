/** How tightly an operator binds; higher binds tighter. As in Prometheus' grammar. */
export const PRECEDENCE: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};

/** A sign binds like multiplication: `-2^2` is `-(2^2)`, `-a * b` is `(-a) * b`. */
export const SIGN_PRECEDENCE = 5;

export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Aggregation operators, and the type of the parameter of those that take one. */
export const AGGREGATIONS: ReadonlyMap<string, 'scalar' | 'string' | null> = new Map([
  ['sum', null],
  ['avg', null],
  ['count', null],
  ['min', null],
  ['max', null],
  ['group', null],
  ['stddev', null],
  ['stdvar', null],
  ['topk', 'scalar'],
  ['bottomk', 'scalar'],
  ['limitk', 'scalar'],
  ['quantile', 'scalar'],
  ['count_values', 'string'],
]);

/** Aggregations of Prometheus that this engine refuses. */
export const UNSUPPORTED_AGGREGATIONS: ReadonlySet<string> = new Set(['limit_ratio']);
