import type { MemoryUse } from '../memory-bounds.ts';
import type { SoakResult } from '../run-soak.ts';
import { kindOf } from '../schedule/document.ts';

/** How often each kind of fault was in, and how many calls, messages or rows it hit. */
export interface FaultCount {
  readonly kind: string;
  readonly applied: number;
  /** Undefined for what is done to a process or a topic: it hits by being done. */
  readonly hits: number | undefined;
}

export function faultCounts(results: readonly Pick<SoakResult, 'records' | 'watch'>[]): FaultCount[] {
  const counts = new Map<string, { applied: number; hits: number | undefined }>();
  for (const { records, watch } of results) {
    for (const { step, appliedAt } of records) {
      const kind = kindOf(step.action);
      const count = counts.get(kind) ?? { applied: 0, hits: isOfServer(step.action.on) ? 0 : undefined };
      if (appliedAt !== undefined) count.applied += 1;
      counts.set(kind, count);
    }
    for (const { kind, injected } of watch.hits.values()) {
      const count = counts.get(kind);
      if (count !== undefined) count.hits = (count.hits ?? 0) + injected;
    }
  }
  return [...counts].map(([kind, count]) => ({ kind, ...count })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

const isOfServer = (on: string): boolean => on !== 'process' && on !== 'topic';

/** The slope of one process over several soaks, each weighed by the time that was looked at. */
export function meanSlope(
  results: readonly Pick<SoakResult, 'memory'>[],
  process: string,
): number | undefined {
  const slopes = results.flatMap(({ memory }) =>
    memory.flatMap(({ name, slope }) => (name === process && slope !== undefined ? [slope] : [])),
  );
  const seconds = slopes.reduce((sum, slope) => sum + slope.seconds, 0);
  if (seconds === 0) return undefined;
  return slopes.reduce((sum, slope) => sum + slope.perMinute * slope.seconds, 0) / seconds;
}

/** The table at the end: one line a soak, then memory, then faults. */
export function summary(results: readonly SoakResult[]): string {
  const rows = [...results].sort((a, b) => a.schedule.seed - b.schedule.seed).map(soakRow);
  const lines = [
    'seed    events  faults  lost  doubled  altered  answers  stale    5xx  none  wrong  drained  verdict',
    ...rows,
    '',
    memoryLines(results),
    '',
    'faults (times in; calls, messages or rows hit):',
    ...columns(
      faultCounts(results).map(({ kind, applied, hits }) =>
        hits === undefined ? `${kind} ${applied}` : `${kind} ${applied}; ${count(hits)}`,
      ),
    ),
  ];
  return lines.join('\n');
}

function soakRow({ schedule, records, settled, examination, passed }: SoakResult): string {
  const { balance, drainedAfterSeconds } = settled;
  const { checked, stale, refused, unanswered, wrong } = examination;
  const applied = records.filter(({ appliedAt }) => appliedAt !== undefined).length;
  return [
    String(schedule.seed).padEnd(4),
    count(balance.published).padStart(9),
    `${applied}/${records.length}`.padStart(7),
    count(balance.missing.length).padStart(5),
    count(balance.duplicate).padStart(8),
    count(balance.altered.length).padStart(8),
    count(checked).padStart(8),
    count(stale).padStart(6),
    count(refused).padStart(6),
    count(unanswered).padStart(5),
    count(wrong.length).padStart(6),
    (drainedAfterSeconds === undefined ? 'never' : `${drainedAfterSeconds.toFixed(0)} s`).padStart(8),
    ` ${passed ? 'passed' : 'FAILED'}`,
  ].join(' ');
}

function memoryLines(results: readonly SoakResult[]): string {
  const names = [...new Set(results.flatMap(({ memory }) => memory.map(({ name }) => name)))];
  if (names.length === 0) return 'memory: not measured, as this system serves no /proc';
  const rows = names.map((name) => {
    const uses = results.flatMap(({ memory }) => memory.filter((use: MemoryUse) => use.name === name));
    const peak = Math.max(...uses.map(({ peakMiB }) => peakMiB));
    const slope = meanSlope(results, name);
    const flat =
      slope === undefined ? 'too short to tell' : `${slope >= 0 ? '+' : ''}${slope.toFixed(2)} MiB/min`;
    return `  ${name.padEnd(12)}${peak.toFixed(0).padStart(6)} MiB at most, of ${uses[0]?.boundMiB}   slope ${flat}`;
  });
  return ['memory:', ...rows].join('\n');
}

const COLUMNS = 3;
const COLUMN_WIDTH = 38;

function columns(items: readonly string[]): string[] {
  const height = Math.ceil(items.length / COLUMNS);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: COLUMNS }, (_, column) => (items[column * height + row] ?? '').padEnd(COLUMN_WIDTH))
      .join('')
      .trimEnd(),
  ).map((line) => `  ${line}`);
}

const count = (value: number): string => value.toLocaleString('en-US');
