import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Expr, parse, selectorsOf, unwrap, walk } from '@flightdeck/promql';
import { parse as parseYaml } from 'yaml';

/** What one condition of an alert policy lets the gate ask. Every query is a piece of the policy's own text. */
export interface Question {
  /** File name of the policy and name of the condition. */
  condition: string;
  /** Each is true of a burning service: the whole condition, and its shortest window alone. */
  burning: string[];
  /** Each must have an answer, or nothing is known of the service. */
  present: string[];
}

interface Policy {
  conditions: { displayName: string; conditionPrometheusQueryLanguage?: { query: string } }[];
}

/** Telemetry older than this is no telemetry: five exports of a minute. */
const PRESENCE_WINDOW = '5m';

/** @throws Error naming the file that is no alert policy with PromQL conditions */
export function readQuestions(files: readonly string[]): Question[] {
  return files.flatMap((file) => {
    const name = path.basename(file).replace(/\.\w+$/, '');
    const { conditions } = parseYaml(readFileSync(file, 'utf8')) as Partial<Policy>;
    if (!Array.isArray(conditions) || conditions.length === 0)
      throw new Error(`${file}: holds no conditions`);
    return conditions.map(({ displayName, conditionPrometheusQueryLanguage: promql }) => {
      if (promql === undefined) throw new Error(`${file}: "${displayName}" is not in PromQL`);
      return questionOf(`${name}, ${displayName}`, promql.query);
    });
  });
}

/**
 * A burn-rate condition is "long window and short window and enough traffic". A release has no long past: an hour
 * of good traffic would hide ten bad minutes. So its shortest window counts alone, too.
 * @throws ParseError when the query is no PromQL
 */
export function questionOf(condition: string, query: string): Question {
  const whole = parse(query);
  const parts = operands(whole).map((expr) => ({ expr, rangeMs: longestRangeMs(expr) }));
  const shortest = Math.min(...parts.map(({ rangeMs }) => rangeMs));
  const fast = parts.filter(({ rangeMs }) => rangeMs === shortest).map(({ expr }) => textOf(query, expr));
  return { condition, burning: [...new Set([query, ...fast])], present: presence(query, whole) };
}

/** What `and` joins. */
function operands(expr: Expr): Expr[] {
  const bare = unwrap(expr);
  return bare.type === 'binary' && bare.op === 'and'
    ? [...operands(bare.left), ...operands(bare.right)]
    : [bare];
}

function longestRangeMs(expr: Expr): number {
  let longest = 0;
  walk(expr, (node) => {
    if (node.type === 'matrixSelector') longest = Math.max(longest, node.rangeMs);
  });
  return longest;
}

/** For each metric its widest selector, which is the total: of it there has to be traffic just now. */
function presence(query: string, whole: Expr): string[] {
  const widest = new Map<string, { text: string; matchers: number }>();
  for (const selector of selectorsOf(whole)) {
    const known = widest.get(selector.metric ?? '');
    if (selector.metric === null || (known !== undefined && known.matchers <= selector.matchers.length))
      continue;
    widest.set(selector.metric, { text: textOf(query, selector), matchers: selector.matchers.length });
  }
  return [...widest.values()].map(({ text }) => `sum(rate(${text}[${PRESENCE_WINDOW}])) > 0`);
}

const textOf = (query: string, { start, end }: { start: number; end: number }): string =>
  query.slice(start, end);
