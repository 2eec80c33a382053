import { type Ratio, table } from './ratios.ts';

/** Hands the ratios to `npm run bench`, which has one table for all; started by itself, a benchmark prints its own. */
export function report(ratios: readonly Ratio[]): void {
  if (process.send === undefined) process.stdout.write(`${table(ratios)}\n`);
  else process.send(ratios);
}
