import type { Binary, Call, Expr } from '../ast.ts';
import { childrenOf } from '../ast.ts';
import { ParseError } from '../errors.ts';
import { SIGNATURES, type Signature, UNSUPPORTED, type ValueType } from '../functions/signatures.ts';
import { AGGREGATIONS, COMPARISONS, SET_OPERATORS } from './operators.ts';

/** What kind of value an expression yields. An unknown function counts as a vector; the check names it. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.type) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vectorSelector':
    case 'aggregate':
      return 'vector';
    case 'matrixSelector':
    case 'subquery':
      return 'matrix';
    case 'call':
      return signatureOf(expr.func)?.returns ?? 'vector';
    case 'unary':
    case 'paren':
      return typeOf(expr.expr);
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
  }
}

/** The signature of a function the engine knows. */
export function signatureOf(func: string): Signature | undefined {
  return Object.hasOwn(SIGNATURES, func) ? SIGNATURES[func] : undefined;
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
};

/** @throws {ParseError} where an operator or function gets a type it does not take */
export function checkTypes(expr: Expr, query: string): void {
  for (const child of childrenOf(expr)) checkTypes(child, query);
  const fail = (reason: string, at: Expr = expr): never => {
    throw new ParseError(reason, query, at.start);
  };
  const expectType = (child: Expr, wanted: ValueType, context: string) => {
    const got = typeOf(child);
    if (got !== wanted)
      fail(`expected type ${TYPE_NAMES[wanted]} in ${context}, got ${TYPE_NAMES[got]}`, child);
  };
  switch (expr.type) {
    case 'unary': {
      const type = typeOf(expr.expr);
      if (type !== 'scalar' && type !== 'vector')
        fail(
          `unary expression only allowed on expressions of type scalar or instant vector, got "${TYPE_NAMES[type]}"`,
        );
      break;
    }
    case 'subquery': {
      const type = typeOf(expr.expr);
      if (type !== 'vector')
        fail(`subquery is only allowed on instant vector, got ${TYPE_NAMES[type]} instead`);
      break;
    }
    case 'aggregate': {
      expectType(expr.expr, 'vector', 'aggregation expression');
      const wanted = AGGREGATIONS.get(expr.op);
      if (expr.param !== null && wanted) expectType(expr.param, wanted, 'aggregation parameter');
      break;
    }
    case 'binary':
      checkBinary(expr, fail);
      break;
    case 'call':
      checkCall(expr, fail, expectType);
      break;
    default:
  }
}

function checkBinary(expr: Binary, fail: (reason: string, at?: Expr) => never): void {
  const [left, right] = [typeOf(expr.left), typeOf(expr.right)];
  for (const [side, type] of [[expr.left, left] as const, [expr.right, right] as const])
    if (type !== 'scalar' && type !== 'vector')
      fail('binary expression must contain only scalar and instant vector types', side);
  if (left === 'scalar' && right === 'scalar' && COMPARISONS.has(expr.op) && !expr.bool)
    fail('comparisons between scalars must use BOOL modifier');
  if ((left === 'scalar' || right === 'scalar') && SET_OPERATORS.has(expr.op))
    fail(`set operator "${expr.op}" not allowed in binary scalar expression`);
}

function checkCall(
  expr: Call,
  fail: (reason: string, at?: Expr) => never,
  expectType: (child: Expr, wanted: ValueType, context: string) => void,
): void {
  const signature = signatureOf(expr.func);
  if (signature === undefined) {
    const refused = Object.hasOwn(UNSUPPORTED, expr.func) ? UNSUPPORTED[expr.func] : undefined;
    if (refused !== undefined) fail(`function "${expr.func}" is not supported by this engine: ${refused}`);
    fail(`unknown function with name "${expr.func}"`);
    return;
  }
  const { args, optional } = signature;
  const most = optional < 0 ? Infinity : args.length;
  const least = args.length - Math.abs(optional);
  const got = expr.args.length;
  const count = (bound: string, n: number) =>
    fail(`expected ${bound}${n} argument(s) in call to "${expr.func}", got ${got}`);
  if (got < least) count(optional === 0 ? '' : 'at least ', least);
  if (got > most) count(optional === 0 ? '' : 'at most ', most);
  expr.args.forEach((arg, i) => {
    expectType(arg, args[Math.min(i, args.length - 1)] as ValueType, `call to function "${expr.func}"`);
  });
}
