import { describe, expect, it } from '@jest/globals';
import { readTotals } from './totals.ts';

describe('readTotals', () => {
  it("reads Jest's closing line, coloured or not", () => {
    expect(readTotals('Tests:       1 failed, 2 skipped, 30 passed, 33 total')).toEqual({
      passed: 30,
      failed: 1,
      skipped: 2,
    });
    const bold = `${String.fromCharCode(27)}[1mTests:       ${String.fromCharCode(27)}[22m3 passed, 3 total`;
    expect(readTotals(bold).passed).toBe(3);
  });

  it('sums the closing lines of several runners', () => {
    const output =
      'terraform: 12 passed, 1 failed\nnoise 4 passed, 4 failed\n5 passed, 0 failed, 2 skipped\n';
    expect(readTotals(output)).toEqual({ passed: 17, failed: 1, skipped: 2 });
  });

  it('finds nothing where nothing was said', () => {
    expect(readTotals('12 tests passed')).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
