import { describe, expect, test } from '@jest/globals';
import { OWN_SCRIPTS, prometheusScripts, runFolder } from './conformance.ts';

function failures(folder: string): string[] | null {
  const reports = runFolder(folder);
  if (reports === null) return null;
  return reports.flatMap(({ file, results }) =>
    results
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ line, query, reason }) => `${file}:${line} ${query}: ${reason}`),
  );
}

describe('test scripts', () => {
  test("the repository's own scripts pass", () => {
    expect(failures(OWN_SCRIPTS)).toEqual([]);
  });

  test("Prometheus' scripts pass, but for native histograms and what is refused by name", () => {
    const folder = prometheusScripts(process.env);
    const failed = failures(folder);
    if (failed === null) {
      console.log(`Prometheus' scripts did not run: no folder ${folder}; PROMQLTEST_DIR names another`);
      expect(failures(OWN_SCRIPTS)).not.toBeNull();
      return;
    }
    expect(failed).toEqual([]);
  });
});
