import { labelsKey, showLabels } from '../labels.ts';
import { parse } from '../parse/parser.ts';
import type { InstantResult, RangeResult, RangeSeries } from '../result.ts';
import type { Eval } from './parse-script.ts';
import { parseSeries } from './series.ts';
import { parseNumber } from './values.ts';

/** How far a float may be off, relative to its size; that of Prometheus' own runner. */
const TOLERANCE = 1e-6;

export function nearlyEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const difference = Math.abs(a - b);
  const size = Math.abs(a) + Math.abs(b);
  if (a === 0 || b === 0) return difference < TOLERANCE * Number.MIN_VALUE;
  return difference / Math.min(size, Number.MAX_VALUE) < TOLERANCE;
}

/** A series as it is expected or was given: its value at each time. */
interface Points {
  readonly name: string;
  readonly points: ReadonlyMap<number, number>;
}

/** What is wrong with a result; null if it is as the script expects. */
export function compareResult(command: Eval, answer: InstantResult | RangeResult): string | null {
  const text = command.expectations.find(({ kind }) => kind === 'string');
  if (answer.type === 'string') {
    if (text === undefined) return `got the string ${JSON.stringify(answer.result.value)}`;
    const wanted = parse(text.text);
    return wanted.type === 'string' && wanted.value === answer.result.value
      ? null
      : `got ${answer.result.value}`;
  }
  if (answer.type === 'scalar') {
    const wanted = parseNumber(command.expected[0] ?? '');
    return nearlyEqual(answer.result.value, wanted) ? null : `expected ${wanted}, got ${answer.result.value}`;
  }
  const expected = new Map<string, Points>();
  for (const line of command.expected) addExpected(command, line, expected);
  const got = new Map<string, Points>();
  const given: RangeSeries[] =
    answer.type === 'matrix'
      ? [...answer.result]
      : answer.result.map(({ labels, timestampMs, value }) => ({
          labels,
          timestamps: Float64Array.of(timestampMs),
          values: Float64Array.of(value),
        }));
  for (const { labels, timestamps, values } of given)
    got.set(labelsKey(labels), {
      name: showLabels(labels),
      points: new Map(Array.from(timestamps, (t, i) => [t, values[i] as number])),
    });
  const ordered = command.expectations.some(({ kind }) => kind === 'ordered');
  return comparePoints(expected, got) ?? (ordered ? compareOrder(expected, got) : null);
}

function times(command: Eval): { startMs: number; stepMs: number } {
  const raw = command.expectations.find(({ kind }) => kind === 'range');
  if (raw !== undefined) {
    const [, from, , step] = /from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)/.exec(raw.text) ?? [];
    const ms = (literal: string | undefined) => {
      const expr = parse(literal ?? '0');
      return expr.type === 'number' ? expr.value * 1000 : 0;
    };
    return { startMs: ms(from), stepMs: ms(step) };
  }
  return command.at.kind === 'range' ? command.at : { startMs: command.at.ms, stepMs: 1 };
}

function addExpected(command: Eval, line: string, expected: Map<string, Points>): void {
  const scalar =
    /^[^{]*$/.test(line) && !/\s/.test(line) && !/^[a-zA-Z_:]/.test(line.replace(/^[-+]?(inf|nan)$/i, '0'));
  const { labels, values } = scalar ? parseSeries(`{} ${line}`) : parseSeries(line);
  const { startMs, stepMs } = times(command);
  const points = new Map<number, number>();
  values.forEach((value, i) => {
    if (typeof value === 'number') points.set(startMs + i * stepMs, value);
  });
  if (points.size > 0) expected.set(labelsKey(labels), { name: showLabels(labels), points });
}

function comparePoints(
  expected: ReadonlyMap<string, Points>,
  got: ReadonlyMap<string, Points>,
): string | null {
  for (const [key, { name, points }] of expected) {
    const other = got.get(key);
    if (other === undefined)
      return `missing ${name}; got ${[...got.values()].map((g) => g.name).join(' ') || 'nothing'}`;
    for (const [time, value] of points) {
      const actual = other.points.get(time);
      if (actual === undefined) return `${name} at ${time} ms: expected ${value}, got nothing`;
      if (!nearlyEqual(value, actual)) return `${name} at ${time} ms: expected ${value}, got ${actual}`;
    }
    for (const [time, value] of other.points)
      if (!points.has(time)) return `${name} at ${time} ms: unexpected value ${value}`;
  }
  for (const [key, { name }] of got) if (!expected.has(key)) return `unexpected series ${name}`;
  return null;
}

function compareOrder(
  expected: ReadonlyMap<string, Points>,
  got: ReadonlyMap<string, Points>,
): string | null {
  const order = [...got.keys()];
  const wrong = [...expected.keys()].findIndex((key, i) => order[i] !== key);
  return wrong < 0 ? null : `wrong order at place ${wrong + 1}: got ${[...got.values()][wrong]?.name}`;
}
