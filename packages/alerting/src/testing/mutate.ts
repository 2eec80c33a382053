import { type Binary, type Expr, parse, typeOf, unwrap, walk } from '@flightdeck/promql';
import { parseSeconds } from '../duration.ts';
import type { AlertCondition, AlertPolicy } from '../schema.ts';

/** A copy of a policy with one condition removed, loosened or tightened. */
export interface Mutant {
  readonly condition: string;
  readonly change: string;
  readonly policy: AlertPolicy;
}

/** Half as much again, and a third less: coarse enough to matter to whoever is paged, finer than "broken". */
const RAISE = 1.5;
const LOWER = 0.67;
/** Where the threshold is zero it cannot be scaled: one event must not be enough, or none be needed. */
const ABOVE_ZERO = 2;
const BELOW_ZERO = 1;

const MINUTE_SECONDS = 60;
const COMPARISONS: ReadonlySet<string> = new Set(['>', '>=', '<', '<=', '==', '!=']);

/** Every way in which one condition of the policy can be taken away or weakened. */
export function mutantsOf(policy: AlertPolicy): Mutant[] {
  return policy.conditions.flatMap((condition, i) => {
    const replaced = (next: AlertCondition): AlertPolicy => ({
      ...policy,
      conditions: policy.conditions.map((one, at) => (at === i ? next : one)),
    });
    const { query } = condition.conditionPrometheusQueryLanguage;
    const mutant = (change: string, next: AlertPolicy): Mutant => ({
      condition: condition.displayName,
      change,
      policy: next,
    });
    return [
      mutant('condition removed', removed(policy, condition, i)),
      ...queryChanges(query).map(({ change, query: next }) =>
        mutant(change, replaced(withPromql(condition, { query: next }))),
      ),
      ...durationChanges(condition).map(({ change, duration }) =>
        mutant(change, replaced(withPromql(condition, { duration }))),
      ),
    ];
  });
}

/** Without the condition; a policy of one condition is disabled, as it cannot be without any. */
function removed(policy: AlertPolicy, condition: AlertCondition, i: number): AlertPolicy {
  if (policy.conditions.length === 1) return { ...policy, conditions: [condition], enabled: false };
  return { ...policy, conditions: policy.conditions.filter((_, at) => at !== i) };
}

function withPromql(
  condition: AlertCondition,
  change: Partial<AlertCondition['conditionPrometheusQueryLanguage']>,
): AlertCondition {
  const promql = { ...condition.conditionPrometheusQueryLanguage, ...change };
  return { ...condition, conditionPrometheusQueryLanguage: promql };
}

function durationChanges({ conditionPrometheusQueryLanguage: { duration } }: AlertCondition) {
  const seconds = (parseSeconds(duration ?? '0s') ?? 0) / 1000;
  if (seconds === 0) return [];
  const doubled = Math.ceil((2 * seconds) / MINUTE_SECONDS) * MINUTE_SECONDS;
  return [
    { change: 'duration removed', duration: '0s' },
    { change: 'duration doubled', duration: `${doubled}s` },
  ];
}

interface QueryChange {
  readonly change: string;
  readonly query: string;
}

function queryChanges(query: string): QueryChange[] {
  const changes: QueryChange[] = [];
  const textOf = ({ start, end }: Expr) => query.slice(start, end);
  const replace = (node: Expr, text: string) =>
    `${query.slice(0, node.start)}${text}${query.slice(node.end)}`;
  walk(parse(query), (node) => {
    if (node.type !== 'binary') return;
    if (COMPARISONS.has(node.op) && !node.bool && typeOf(node.right) === 'scalar') {
      const shown = `${node.op} ${textOf(node.right)}`;
      changes.push(
        { change: `threshold ${shown} raised`, query: replace(node.right, raised(node)) },
        { change: `threshold ${shown} lowered`, query: replace(node.right, lowered(node)) },
      );
    }
    if (['and', 'unless', 'or'].includes(node.op))
      changes.push({
        change: `"${node.op} ${brief(textOf(node.right))}" dropped`,
        query: replace(node, textOf(node.left)),
      });
    if (node.op === 'and')
      changes.push({
        change: `"${brief(textOf(node.left))} and" dropped`,
        query: replace(node, textOf(node.right)),
      });
  });
  return changes;

  function raised({ right }: Binary): string {
    return isZero(right) ? String(ABOVE_ZERO) : `(${textOf(right)}) * ${RAISE}`;
  }
  function lowered({ right }: Binary): string {
    return isZero(right) ? `-${BELOW_ZERO}` : `(${textOf(right)}) * ${LOWER}`;
  }
}

function isZero(expr: Expr): boolean {
  const inner = unwrap(expr);
  return inner.type === 'number' && inner.value === 0;
}

const SHOWN_CHARACTERS = 60;

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= SHOWN_CHARACTERS
    ? line
    : `${line.slice(0, 24)}…${line.slice(-(SHOWN_CHARACTERS - 25))}`;
}
