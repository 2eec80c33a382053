export interface Result {
  directory: string;
  check: string;
  passed: number;
  /** One line or more for each failure. */
  failures: string[];
}

/** The outcome of a check that holds or does not. */
export function verdict(directory: string, check: string, failures: readonly string[]): Result {
  return { directory, check, passed: failures.length === 0 ? 1 : 0, failures: [...failures] };
}

/** Directory by check: passed, or passed/failed where something failed. */
export function table(results: readonly Result[]): string {
  const checks = [...new Set(results.map(({ check }) => check))];
  const directories = [...new Set(results.map(({ directory }) => directory))];
  const cell = (directory: string, check: string) => {
    const found = results.filter((result) => result.directory === directory && result.check === check);
    if (found.length === 0) return '';
    const { passed, failed } = totals(found);
    return failed === 0 ? String(passed) : `${passed} (${failed} FAILED)`;
  };
  const rows = [
    ['', ...checks],
    ...directories.map((directory) => [directory, ...checks.map((c) => cell(directory, c))]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function totals(results: readonly Result[]): { passed: number; failed: number } {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failures }) => sum + failures.length, 0),
  };
}
