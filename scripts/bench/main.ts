import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { BENCHMARKS } from './benchmarks.ts';
import { type Ratio, table } from './ratios.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const names = Object.keys(BENCHMARKS);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs one and shows what it prints. @returns its ratios; undefined when it failed */
async function run(name: string, options: readonly string[]): Promise<readonly Ratio[] | undefined> {
  const script = BENCHMARKS[name]?.script ?? '';
  say(`\n${name}: ${BENCHMARKS[name]?.what}`);
  let ratios: readonly Ratio[] = [];
  const child = fork(script, options, { cwd: ROOT });
  child.on('message', (message) => {
    ratios = message as readonly Ratio[];
  });
  const [code] = await once(child, 'close');
  return code === 0 ? ratios : undefined;
}

async function main(wanted: readonly string[], options: readonly string[]): Promise<void> {
  const ratios: Ratio[] = [];
  for (const name of wanted) {
    const found = await run(name, options);
    if (found === undefined) {
      process.stderr.write(`bench: ${name} failed\n`);
      process.exitCode = 1;
    }
    ratios.push(...(found ?? []).map((ratio) => ({ ...ratio, of: `${name}: ${ratio.of}` })));
  }
  if (ratios.length > 0) say(`\n${table(ratios)}`);
}

const program = new Command()
  .name('bench')
  .usage('[name] [options of that benchmark]')
  .description(
    'Runs the benchmarks one after the other and prints their ratios with their spread, beside their aims.\n' +
      'An aim that is not reached is said and is no error: only a benchmark that breaks ends with exit code 1.',
  )
  .argument('[name]', 'only this one')
  .argument('[options...]', 'passed on to it; NAME --help lists them')
  .passThroughOptions()
  .allowUnknownOption()
  .addHelpText(
    'after',
    `\nBenchmarks:\n${names.map((name) => `  ${name.padEnd(12)}${BENCHMARKS[name]?.what}`).join('\n')}`,
  )
  .action((name: string | undefined, options: readonly string[]) => {
    if (name !== undefined && !names.includes(name)) {
      program.error(`error: no benchmark "${name}"; there are ${names.join(', ')}`);
    }
    return main(name === undefined ? names : [name], options);
  });
await program.parseAsync();
