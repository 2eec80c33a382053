import { type Expr, type VectorSelector, walk } from './ast.ts';
import { METRIC_NAME } from './labels.ts';

/** Every vector selector in the expression, left to right, those of range selectors included. */
export function selectorsOf(expr: Expr): VectorSelector[] {
  const selectors: VectorSelector[] = [];
  walk(expr, (node) => {
    if (node.type === 'vectorSelector') selectors.push(node);
  });
  return selectors;
}

/** The metric names stated exactly. A selector that states none (or a pattern) adds nothing: see {@link selectorsOf}. */
export function metricNamesOf(expr: Expr): string[] {
  const names = new Set<string>();
  for (const { matchers } of selectorsOf(expr))
    for (const { name, op, value } of matchers) if (name === METRIC_NAME && op === '=') names.add(value);
  return [...names];
}

/** Every label the expression names: in matchers, groupings, matchings and label functions; not `__name__`. */
export function labelNamesOf(expr: Expr): string[] {
  const names = new Set<string>();
  walk(expr, (node) => {
    if (node.type === 'vectorSelector') for (const { name } of node.matchers) names.add(name);
    if (node.type === 'aggregate') for (const name of node.grouping) names.add(name);
    if (node.type === 'binary')
      for (const name of [...(node.matching?.labels ?? []), ...(node.matching?.include ?? [])])
        names.add(name);
    if (node.type === 'call' && LABEL_ARGUMENTS[node.func] !== undefined)
      node.args.slice(LABEL_ARGUMENTS[node.func]).forEach((arg, i) => {
        const skipped = node.func === 'label_replace' && i > 0;
        if (arg.type === 'string' && !skipped) names.add(arg.value);
      });
  });
  names.delete(METRIC_NAME);
  names.delete('');
  return [...names];
}

/** From which argument on a function's strings are names of existing labels. */
const LABEL_ARGUMENTS: Readonly<Record<string, number>> = {
  label_replace: 3,
  label_join: 3,
  sort_by_label: 1,
  sort_by_label_desc: 1,
};

/**
 * How far back from its evaluation time the expression reads, in milliseconds: ranges, subqueries and offsets
 * added up along the deepest path. The look-back of plain selectors (5 minutes) does not count: it finds a
 * current value and covers no period.
 */
export function lookbackOf(expr: Expr): number {
  switch (expr.type) {
    case 'number':
    case 'string':
      return 0;
    case 'vectorSelector':
      return Math.max(0, expr.offsetMs);
    case 'matrixSelector':
      return Math.max(0, expr.rangeMs + expr.selector.offsetMs);
    case 'subquery':
      return Math.max(0, expr.rangeMs + expr.offsetMs + lookbackOf(expr.expr));
    case 'call':
      return Math.max(0, ...expr.args.map(lookbackOf));
    case 'binary':
      return Math.max(lookbackOf(expr.left), lookbackOf(expr.right));
    case 'aggregate':
    case 'unary':
    case 'paren':
      return lookbackOf(expr.expr);
  }
}
