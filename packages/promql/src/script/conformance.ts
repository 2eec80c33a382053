import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type CaseResult, runScript } from './run-script.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** Scripts in the repository, which run everywhere. */
export const OWN_SCRIPTS = resolve(import.meta.dirname, '../../testdata');

/** The folder with Prometheus' own scripts: $PROMQLTEST_DIR, or beside the repository. */
export function prometheusScripts(env: NodeJS.ProcessEnv): string {
  return env.PROMQLTEST_DIR ?? resolve(REPOSITORY, '../shared/reference/promqltest');
}

export interface FileReport {
  readonly file: string;
  readonly results: readonly CaseResult[];
}

/** Runs every script of a folder; null if there is no such folder. */
export function runFolder(folder: string): FileReport[] | null {
  if (!existsSync(folder)) return null;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test'))
    .sort()
    .map((name) => ({ file: basename(name), results: runScript(readFileSync(join(folder, name), 'utf8')) }));
}

/** A table: passed of total (cases in scope), and why the others are excluded. */
export function showReport(reports: readonly FileReport[]): string {
  const rows = [['file', 'passed', 'total', 'excluded', 'why'], ...reports.map(row), row(sum(reports))];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((cells) => (cells[i] as string).length)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => (i === 0 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

const sum = (reports: readonly FileReport[]): FileReport => ({
  file: 'all',
  results: reports.flatMap(({ results }) => results),
});

function row({ file, results }: FileReport): string[] {
  const excluded = results.filter(({ outcome }) => outcome === 'excluded');
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  const reasons = new Map<string, number>();
  for (const { reason } of excluded) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const why = [...reasons].map(([reason, n]) => `${reason} ${n}`).join(', ');
  return [file, `${passed}`, `${results.length - excluded.length}`, `${excluded.length}`, why];
}
