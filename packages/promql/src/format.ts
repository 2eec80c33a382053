import type { Aggregate, At, Binary, Expr, Subquery, VectorSelector } from './ast.ts';
import { formatDuration } from './duration.ts';
import { formatValue } from './eval/count-values.ts';
import { isLegacyLabelName, METRIC_NAME } from './labels.ts';

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Names that would be read as something else in the place of a metric. */
const RESERVED = /^(inf|nan|bool|on|ignoring|group_left|group_right|and|or|unless|atan2|offset|by|without)$/i;

/** An expression as text that parses to the same expression. */
export function formatExpr(expr: Expr): string {
  switch (expr.type) {
    case 'number':
      if (expr.duration) return formatDuration(expr.value * 1000);
      return expr.value === Infinity ? 'Inf' : formatValue(expr.value);
    case 'string':
      return quote(expr.value);
    case 'vectorSelector':
      return formatSelector(expr, '');
    case 'matrixSelector':
      return formatSelector(expr.selector, `[${formatDuration(expr.rangeMs)}]`);
    case 'subquery':
      return formatSubquery(expr);
    case 'call':
      return `${expr.func}(${expr.args.map(formatExpr).join(', ')})`;
    case 'aggregate':
      return formatAggregate(expr);
    case 'binary':
      return `${formatExpr(expr.left)} ${formatOperator(expr)} ${formatExpr(expr.right)}`;
    case 'unary':
      return `${expr.op}${formatExpr(expr.expr)}`;
    case 'paren':
      return `(${formatExpr(expr.expr)})`;
  }
}

/** A quoted string; bytes that are no UTF-8 go back to the escapes they came from. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/\\udc([89a-f][0-9a-f])/g, '\\x$1');
}

const labelName = (name: string) => (isLegacyLabelName(name) ? name : quote(name));
const labelList = (names: readonly string[]) => `(${names.map(labelName).join(', ')})`;

function formatSelector(selector: VectorSelector, range: string): string {
  const { metric } = selector;
  const plain = metric !== null && LEGACY_METRIC.test(metric) && !RESERVED.test(metric);
  const inside = selector.matchers
    .filter(({ name, op }) => metric === null || name !== METRIC_NAME || op !== '=')
    .map(({ name, op, value }) => `${labelName(name)}${op}${quote(value)}`);
  if (metric !== null && !plain) inside.unshift(quote(metric));
  const braces = inside.length === 0 && plain ? '' : `{${inside.join(', ')}}`;
  return `${plain ? metric : ''}${braces}${range}${formatModifiers(selector)}`;
}

function formatModifiers({ at, offsetMs }: { at: At | null; offsetMs: number }): string {
  const offset = offsetMs === 0 ? '' : ` offset ${formatDuration(offsetMs)}`;
  if (at === null) return offset;
  return `${at.kind === 'time' ? ` @ ${formatValue(at.ms / 1000)}` : ` @ ${at.kind}()`}${offset}`;
}

function formatSubquery(expr: Subquery): string {
  const step = expr.stepMs === null ? '' : formatDuration(expr.stepMs);
  return `${formatExpr(expr.expr)}[${formatDuration(expr.rangeMs)}:${step}]${formatModifiers(expr)}`;
}

function formatAggregate(expr: Aggregate): string {
  const grouping =
    expr.without || expr.grouping.length > 0
      ? ` ${expr.without ? 'without' : 'by'} ${labelList(expr.grouping)} `
      : '';
  const param = expr.param === null ? '' : `${formatExpr(expr.param)}, `;
  return `${expr.op}${grouping}(${param}${formatExpr(expr.expr)})`;
}

function formatOperator({ op, bool, matching }: Binary): string {
  let text = bool ? `${op} bool` : op;
  if (matching === null) return text;
  const grouped = matching.card === 'many-to-one' || matching.card === 'one-to-many';
  if (matching.on || matching.labels.length > 0 || grouped)
    text += ` ${matching.on ? 'on' : 'ignoring'} ${labelList(matching.labels)}`;
  if (grouped)
    text += ` ${matching.card === 'many-to-one' ? 'group_left' : 'group_right'} ${labelList(matching.include)}`;
  return text;
}
