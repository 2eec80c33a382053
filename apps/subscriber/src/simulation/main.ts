import { Command, InvalidArgumentError, Option } from 'commander';
import { simulate } from './simulate.ts';

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number.');
  return value;
};

const { seed, runs, from } = new Command()
  .name('simulate')
  .description('Runs the subscriber in simulated time against a broker and a warehouse that fail.')
  .addOption(new Option('--seed <n>', 'replay one schedule and print what happened').argParser(whole))
  .addOption(new Option('--runs <n>', 'how many schedules').default(10_000).argParser(whole))
  .addOption(new Option('--from <n>', 'seed of the first').default(1).argParser(whole))
  .parse()
  .opts<{ seed?: number; runs: number; from: number }>();

const startedAt = performance.now();
try {
  if (seed !== undefined) {
    const { log, ...result } = await simulate({ seed });
    for (const line of log) process.stdout.write(`${line}\n`);
    process.stdout.write(`seed ${seed} keeps every invariant: ${JSON.stringify(result)}\n`);
  } else {
    let virtualMs = 0;
    for (let next = from; next < from + runs; next += 1)
      virtualMs += (await simulate({ seed: next })).virtualMs;
    const seconds = (performance.now() - startedAt) / 1_000;
    process.stdout.write(
      `${runs} schedules, ${Math.round(virtualMs / 3_600_000)} simulated hours in ${seconds.toFixed(1)} s: every invariant kept\n`,
    );
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
