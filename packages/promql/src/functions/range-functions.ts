import { DISTRIBUTION } from './distribution.ts';
import type { RangeFunction } from './over-time.ts';
import { RATES } from './rate.ts';
import { TRENDS } from './trend.ts';
import { WINDOWS } from './windows.ts';

/** Every function that takes a range vector and yields one value per window. */
export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  ...RATES,
  ...WINDOWS,
  ...DISTRIBUTION,
  ...TRENDS,
};
