import { parseDuration } from '../duration.ts';
import { parseSeries, type ScriptSeries } from './series.ts';

/** What an `eval` expects beside its series. */
export interface Expectation {
  readonly kind: 'fail' | 'warn' | 'info' | 'no_warn' | 'no_info' | 'ordered' | 'string' | 'range';
  readonly match: 'any' | 'msg' | 'regex';
  readonly text: string;
}

export interface Load {
  readonly kind: 'load';
  readonly line: number;
  readonly stepMs: number;
  readonly series: readonly ScriptSeries[];
  /** Classic histograms are also loaded as native ones with custom buckets. */
  readonly alsoNative: boolean;
}

export interface Eval {
  readonly kind: 'eval';
  readonly line: number;
  readonly query: string;
  readonly at:
    | { readonly kind: 'instant'; readonly ms: number }
    | { readonly kind: 'range'; readonly startMs: number; readonly endMs: number; readonly stepMs: number };
  readonly expectations: readonly Expectation[];
  /** Lines with expected series, or a number for a scalar. */
  readonly expected: readonly string[];
}

export type Command = Load | Eval | { readonly kind: 'clear'; readonly line: number };

/** A script that cannot be read; names the line. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
  }
}

/** Reads a test script in the format of Prometheus' promqltest. */
export function parseScript(text: string): Command[] {
  const lines = text.split('\n').map((line) => line.trim());
  const commands: Command[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (endsBlock(line)) continue;
    const number = i + 1;
    const body: string[] = [];
    if (/^(load|eval)/.test(line))
      while (i + 1 < lines.length && !endsBlock(lines[i + 1] as string)) body.push(lines[++i] as string);
    if (line === 'clear') commands.push({ kind: 'clear', line: number });
    else if (line.startsWith('load')) commands.push(parseLoad(line, body, number));
    else if (line.startsWith('eval')) commands.push(parseEval(line, body, number));
    else throw new ScriptError(number, `unknown command "${line}"; expected load, clear or eval`);
  }
  return commands;
}

const endsBlock = (line: string) => line === '' || line.startsWith('#');

function duration(text: string, line: number): number {
  const negative = text.startsWith('-');
  const plain = negative ? text.slice(1) : text;
  const ms = /^[\d.]+$/.test(plain) ? Math.round(Number(plain) * 1000) : parseDuration(plain);
  if (ms === null) throw new ScriptError(line, `"${text}" is no duration`);
  return negative ? -ms : ms;
}

function parseLoad(line: string, body: readonly string[], number: number): Load {
  const match = /^load(_with_nhcb)?\s+(\S+)$/.exec(line);
  if (match === null) throw new ScriptError(number, `expected "load STEP", got "${line}"`);
  const series = body.map((text, i) => {
    try {
      return parseSeries(text);
    } catch (error) {
      throw new ScriptError(number + i + 1, (error as Error).message);
    }
  });
  return {
    kind: 'load',
    line: number,
    stepMs: duration(match[2] as string, number),
    series,
    alsoNative: match[1] !== undefined,
  };
}

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(\S+)\s+)?(.*)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.*)$/;

function parseEval(line: string, body: readonly string[], number: number): Eval {
  const expectations: Expectation[] = [];
  const expected: string[] = [];
  body.forEach((text, i) => {
    if (/^expect\s/.test(text)) expectations.push(parseExpectation(text, number + i + 1));
    else expected.push(text);
  });
  const legacy = (kind: string | undefined) => {
    if (kind !== undefined) expectations.push({ kind: kind as Expectation['kind'], match: 'any', text: '' });
  };
  const instant = INSTANT.exec(line);
  if (instant !== null) {
    legacy(instant[1]);
    const at = { kind: 'instant', ms: duration(instant[2] ?? '0', number) } as const;
    return { kind: 'eval', line: number, query: instant[3] as string, at, expectations, expected };
  }
  const range = RANGE.exec(line);
  if (range === null) throw new ScriptError(number, `cannot read "${line}"`);
  legacy(range[1]);
  const [startMs, endMs, stepMs] = [range[2], range[3], range[4]].map((text) =>
    duration(text as string, number),
  ) as [number, number, number];
  const at = { kind: 'range', startMs, endMs, stepMs } as const;
  return { kind: 'eval', line: number, query: range[5] as string, at, expectations, expected };
}

const EXPECT =
  /^expect\s+(fail|warn|info|no_warn|no_info|ordered|string|range vector)(?:\s+(?:(msg|regex)\s*:\s*)?(.*))?$/;

function parseExpectation(text: string, line: number): Expectation {
  const match = EXPECT.exec(text);
  if (match === null) throw new ScriptError(line, `cannot read "${text}"`);
  const [, kind, how, rest = ''] = match;
  return {
    kind: (kind === 'range vector' ? 'range' : kind) as Expectation['kind'],
    match: (how as 'msg' | 'regex' | undefined) ?? 'any',
    text: rest,
  };
}
