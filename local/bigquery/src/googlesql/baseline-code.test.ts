import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const POLYGLOT = fileURLToPath(new URL('./polyglot.ts', import.meta.url));

/** Enough translations for V8 to call the code hot. */
const TRANSLATIONS = 300;

/** Resident in MiB: Node.js itself has 40, the translator 80; optimized it has 240 and, on the way there, 600. */
const MOST_MIB = 200;

it('translates with the code of the first pass, which takes a fraction of the memory', async () => {
  const script = `
    import { transpile } from ${JSON.stringify(POLYGLOT)};
    for (let i = 0; i < ${TRANSLATIONS}; i++) transpile('SELECT a FROM t WHERE x = ' + i, 'bigquery', 'duckdb');
    console.log(process.memoryUsage.rss() / 2 ** 20);`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(Number(stdout)).toBeGreaterThan(50);
  expect(Number(stdout)).toBeLessThan(MOST_MIB);
}, 120_000);
