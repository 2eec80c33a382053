/** What a stage's output says it ran. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
/** Jest's closing line, e.g. `Tests:       1 failed, 2 skipped, 30 passed, 33 total`. */
const JEST = /^Tests:\s+(?=.*\d+ total)(.*)$/;
/** The closing line of this project's own runners, e.g. `terraform: 30 passed, 0 failed`. */
const OWN = /^(?:[\w:-]+: )?(\d+ passed, \d+ failed(?:, \d+ skipped)?)$/;

/** Sums the closing lines found in the output of one stage. */
export function readTotals(output: string): Totals {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const line of output.replaceAll(ANSI, '').split(/\r?\n/)) {
    const counts = (JEST.exec(line) ?? OWN.exec(line))?.[1];
    if (counts === undefined) continue;
    for (const key of ['passed', 'failed', 'skipped'] as const) {
      totals[key] += Number(new RegExp(`(\\d+) ${key}`).exec(counts)?.[1] ?? 0);
    }
  }
  return totals;
}
