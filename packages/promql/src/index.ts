export type {
  Aggregate,
  At,
  Binary,
  Call,
  Cardinality,
  Expr,
  MatrixSelector,
  NumberLiteral,
  Paren,
  Span,
  StringLiteral,
  Subquery,
  Unary,
  VectorMatching,
  VectorSelector,
} from './ast.ts';
export { childrenOf, unwrap, walk } from './ast.ts';
export { formatDuration, parseDuration } from './duration.ts';
export {
  createEngine,
  type Engine,
  type EngineOptions,
  type ParsedQuery,
  type QueryOptions,
} from './engine.ts';
export { ParseError, QueryError, type QueryErrorKind, showPosition } from './errors.ts';
export { formatValue } from './eval/count-values.ts';
export { formatExpr } from './format.ts';
export { SIGNATURES, type Signature, type ValueType } from './functions/signatures.ts';
export { labelNamesOf, lookbackOf, metricNamesOf, selectorsOf } from './inspect.ts';
export { compareLabels, type Labels, labelsKey, labelsOf, METRIC_NAME, showLabels } from './labels.ts';
export { compileMatcher, compileMatchers } from './matchers.ts';
export { createMemoryStorage, type MemoryStorage } from './memory.ts';
export { typeOf } from './parse/check.ts';
export { parse } from './parse/parser.ts';
export { compileRegExp } from './regexp.ts';
export type { InstantResult, InstantSample, Point, RangeResult, RangeSeries } from './result.ts';
export { parseLabels as parseSeriesLabels } from './script/series.ts';
export { parseValues as parseSeriesValues, type ScriptValue } from './script/values.ts';
export type { Matcher, MatchOp, Series, Storage } from './storage.ts';
