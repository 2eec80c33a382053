import { expect, it } from '@jest/globals';
import { formatValue } from './format.ts';

it.each([
  [0.2314, 's', '231 ms'],
  [12.345, 's', '12.3 s'],
  [600, 's', '10 min'],
  [0.99912, '10^2.%', '99.9 %'],
  [1_234_567, '1', '1.23 M'],
  [52.26, '1/s', '52.3 /s'],
  [3_221_225_472, 'By', '3 GiB'],
  [0, '1', '0'],
  [null, 's', '–'],
  [Number.POSITIVE_INFINITY, '1', '∞'],
])('shows %p %s as %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});
