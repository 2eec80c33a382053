import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { drawScorecard } from './plot.ts';
import { score } from './score.ts';
import { showScorecard } from './table.ts';
import { windowSets } from './window-sets.ts';

const DEFAULT_SEEDS = 20;
const DOCS = resolve(import.meta.dirname, '../../docs');

const [given] = process.argv.slice(2);
const seeds = given === undefined ? DEFAULT_SEEDS : Number(given);
if (given === '--help' || !Number.isInteger(seeds) || seeds < 1) {
  console.log(
    `usage: main.ts [SEEDS]\n\nPlays every fault shape SEEDS times (default ${DEFAULT_SEEDS}) and writes docs/alert-scorecard.{md,svg}.`,
  );
  process.exit(given === '--help' ? 0 : 2);
}
const outcomes = [...score(windowSets(), seeds)];
const text = showScorecard(outcomes, seeds);
mkdirSync(DOCS, { recursive: true });
writeFileSync(resolve(DOCS, 'alert-scorecard.md'), text);
writeFileSync(resolve(DOCS, 'alert-scorecard.svg'), drawScorecard(outcomes));
console.log(text);
