import { walk } from '../ast.ts';
import { createEngine, type Engine } from '../engine.ts';
import { labelsKey } from '../labels.ts';
import { parse } from '../parse/parser.ts';
import type { InstantResult, RangeResult } from '../result.ts';
import { compareResult, nearlyEqual } from './compare.ts';
import { type Eval, type Expectation, parseScript } from './parse-script.ts';
import { createScriptStorage, type ScriptStorage } from './script-storage.ts';

/** One `eval` of a script. */
export interface CaseResult {
  readonly line: number;
  readonly query: string;
  readonly outcome: 'passed' | 'failed' | 'excluded';
  /** What went wrong, or why the case is out of scope. */
  readonly reason: string;
}

const NATIVE = 'native histograms';

/** Runs a script against a fresh engine. Evaluates with delayed name removal, as Prometheus' own runner does. */
export function runScript(text: string): CaseResult[] {
  const storage = createScriptStorage();
  const engine = createEngine({ storage, delayedNameRemoval: true });
  const results: CaseResult[] = [];
  for (const command of parseScript(text)) {
    if (command.kind === 'clear') storage.clear();
    else if (command.kind === 'load') storage.load(command);
    else results.push(runEval(engine, storage, command));
  }
  return results;
}

function runEval(engine: Engine, _storage: ScriptStorage, command: Eval): CaseResult {
  const { line, query } = command;
  const result = (outcome: CaseResult['outcome'], reason = ''): CaseResult => ({
    line,
    query,
    outcome,
    reason,
  });
  if (command.expected.some((text) => text.includes('{{'))) return result('excluded', NATIVE);
  let answer: InstantResult | RangeResult;
  try {
    answer = evaluate(engine, command);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'NativeHistogramsRead') return result('excluded', NATIVE);
    const unsupported = /(function|aggregation) "(\w+)" is not supported/.exec(message);
    if (unsupported !== null) return result('excluded', `${unsupported[2]}()`);
    if (name !== 'ParseError' && name !== 'QueryError') throw error;
    const fails = command.expectations.filter(({ kind }) => kind === 'fail');
    if (fails.length === 0) return result('failed', `unexpected error: ${message}`);
    const unmet = fails.find((fail) => !matches(fail, message));
    return unmet ? result('failed', `expected error "${unmet.text}", got "${message}"`) : result('passed');
  }
  if (command.expectations.some(({ kind }) => kind === 'fail')) return result('failed', 'expected an error');
  const wrong =
    annotations(command.expectations, answer) ??
    compareResult(command, answer) ??
    compareWithRange(engine, command, answer);
  return wrong === null ? result('passed') : result('failed', wrong);
}

function evaluate(engine: Engine, { query, at }: Eval): InstantResult | RangeResult {
  return at.kind === 'instant'
    ? engine.instant(query, at.ms)
    : engine.range(query, at.startMs, at.endMs, at.stepMs);
}

function matches({ match, text }: Expectation, message: string): boolean {
  if (match === 'any') return true;
  return match === 'msg' ? message === text : new RegExp(text).test(message);
}

function annotations(
  expectations: readonly Expectation[],
  answer: InstantResult | RangeResult,
): string | null {
  for (const expectation of expectations) {
    const given = /warn/.test(expectation.kind) ? answer.warnings : answer.infos;
    if (expectation.kind === 'no_warn' || expectation.kind === 'no_info') {
      if (given.length > 0) return `expected ${expectation.kind}, got ${given.join('; ')}`;
    } else if (expectation.kind === 'warn' || expectation.kind === 'info') {
      if (!given.some((message) => matches(expectation, message)))
        return `expected ${expectation.kind} ${expectation.text}, got ${given.join('; ') || 'none'}`;
    }
  }
  return null;
}

const AROUND_MS = 60_000;

/** An instant result must be what a range query says for the same time (where ranges are allowed). */
function compareWithRange(
  engine: Engine,
  { query, at }: Eval,
  answer: InstantResult | RangeResult,
): string | null {
  if (at.kind !== 'instant' || answer.type !== 'vector' || dependsOnQueryRange(query)) return null;
  let range: RangeResult;
  try {
    range = engine.range(query, at.ms - AROUND_MS, at.ms + AROUND_MS, AROUND_MS);
  } catch (error) {
    // At the times around it the query may read or be something else.
    if (['QueryError', 'NativeHistogramsRead'].includes((error as Error).name)) return null;
    throw error;
  }
  const there = new Map<string, number>();
  for (const { labels, timestamps, values } of range.result) {
    const i = timestamps.indexOf(at.ms);
    if (i >= 0) there.set(labelsKey(labels), values[i] as number);
  }
  if (there.size !== answer.result.length)
    return `as a range query: ${there.size} series, not ${answer.result.length}`;
  for (const { labels, value } of answer.result) {
    const other = there.get(labelsKey(labels));
    if (other === undefined || !nearlyEqual(other, value)) return `as a range query: ${other}, not ${value}`;
  }
  return null;
}

function dependsOnQueryRange(query: string): boolean {
  let found = false;
  walk(parse(query), (expr) => {
    if (
      (expr.type === 'vectorSelector' || expr.type === 'subquery') &&
      expr.at !== null &&
      expr.at.kind !== 'time'
    )
      found = true;
  });
  return found;
}
