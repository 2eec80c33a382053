import { writeFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { FileFault } from './documents.ts';
import { toJUnit } from './junit.ts';
import { missingProofs, readSuite, runSuite } from './run.ts';

/** Where a command writes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** Exit codes: all passed; a test failed; the files could not be read. */
export const PASSED = 0;
export const FAILED = 1;
export const UNREADABLE = 2;

interface Options {
  readonly policies?: string;
  readonly junit?: string;
  readonly requireProofs?: boolean;
}

/** The command `alert-test`; returns its exit code. */
export function run(args: readonly string[], output: Output): number {
  let code = PASSED;
  const command = new Command('alert-test')
    .description(
      'Tests Cloud Monitoring alert policies with PromQL conditions: series in, expected incidents out.',
    )
    .argument('<dir>', 'folder with *.yaml test files')
    .option('--policies <dir>', 'folder with AlertPolicy documents', undefined)
    .option('--junit <file>', 'also write the results as JUnit XML')
    .option(
      '--require-proofs',
      'fail when a policy lacks a test that proves: fires, quiet-below, quiet-low-traffic, closes',
    )
    .addHelpText(
      'after',
      '\nThe policies are looked for in <dir>/../alert-policies unless --policies says otherwise.\nExit code: 0 all passed, 1 a test failed, 2 a file could not be read.',
    )
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .action((dir: string, options: Options) => {
      code = test(dir, options, output);
    });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? PASSED : UNREADABLE;
    if (!(error instanceof FileFault)) throw error;
    output.err(`${error.message}\n`);
    return UNREADABLE;
  }
  return code;
}

function test(dir: string, options: Options, output: Output): number {
  const suite = readSuite(dir, options.policies ?? `${dir}/../alert-policies`);
  if (suite.faults.length > 0) {
    for (const fault of suite.faults) output.err(`${fault.message}\n`);
    return UNREADABLE;
  }
  const results = runSuite(suite);
  for (const { file, line, name, policy, faults } of results) {
    output.out(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${policy}: ${name}\n`);
    for (const fault of faults) output.out(`       ${file}:${line}: ${fault}\n`);
  }
  const missing = options.requireProofs ? missingProofs(suite) : [];
  for (const { policy, proofs } of missing)
    output.out(`FAIL ${policy}: no test proves ${proofs.join(', ')}; add one with "proves: ${proofs[0]}"\n`);
  const failed = results.filter(({ faults }) => faults.length > 0).length;
  output.out(
    `${results.length - failed} of ${results.length} tests passed, ${suite.policies.size} policies\n`,
  );
  if (options.junit !== undefined) writeFileSync(options.junit, toJUnit(results));
  return failed > 0 || missing.length > 0 ? FAILED : PASSED;
}
