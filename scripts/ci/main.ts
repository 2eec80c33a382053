import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTotals, type Totals } from './totals.ts';

/** The stages in the order in which a fault is found cheapest. Each is an npm script of its own. */
const STAGES = ['test', 'terraform:test', 'ci:integration', 'ci:load', 'ci:chaos', 'ci:soak', 'ci:runbooks'];

const REPORTS = 'reports/ci';

/** Hundreds of processes are started; what Node compiles of them is kept from one to the next. */
process.env['NODE_COMPILE_CACHE'] ??= join(process.cwd(), 'node_modules/.cache/node');

interface Result extends Totals {
  readonly stage: string;
  readonly seconds: number;
}

async function runStage(stage: string): Promise<Result> {
  console.log(`\n=== ${stage} ===`);
  const startedAt = performance.now();
  const { code, output } = await run(
    ['run', '--silent', stage],
    join(REPORTS, `${stage.replace(':', '-')}.log`),
  );
  const totals = readTotals(output);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  // A stage that failed without a failed test (a type error, a crash) or ran nothing is one failure.
  const silent = totals.failed === 0 && (code !== 0 || totals.passed === 0);
  return { stage, ...totals, failed: silent ? 1 : totals.failed, seconds };
}

function run(argv: readonly string[], logFile: string): Promise<{ code: number; output: string }> {
  const child = spawn('npm', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile);
  let output = '';
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      log.write(text);
      to.write(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      log.end();
      resolve({ code: code ?? 1, output });
    });
  });
}

await mkdir(REPORTS, { recursive: true });
const asked = process.argv.slice(2);
const results: Result[] = [];
for (const stage of asked.length > 0 ? asked : STAGES) results.push(await runStage(stage));
console.log();
console.table(results);
const sum = (key: keyof Totals): number => results.reduce((total, result) => total + result[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
