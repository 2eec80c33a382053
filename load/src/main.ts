import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal, toError } from '@flightdeck/service';
import { compare } from './compare.ts';
import { type RunOptions, readOptions } from './options.ts';
import { PROFILES, type Profile } from './profiles.ts';
import type { RunResult } from './result.ts';
import { runAndReport } from './run/run-and-report.ts';
import { createScreen } from './screen.ts';
import { runningTarget } from './target/loopback.ts';
import { startOwn } from './target/own.ts';
import type { Target } from './target/target.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(`load: ${toError(thrown).message}`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = readOptions(
    process.argv.slice(2),
    PROFILES.map(({ name }) => name),
  );
  if (options.do === 'list') {
    for (const { name, about } of PROFILES) console.log(`${name.padEnd(16)}${about}`);
    return 0;
  }
  if (options.do === 'compare') {
    const { lines, regressed } = compare(await readResult(options.before), await readResult(options.after));
    for (const line of lines) console.log(line);
    return regressed ? 1 : 0;
  }
  return run(options);
}

async function run(options: RunOptions): Promise<number> {
  const profile = chosen(options);
  const stop = new AbortController();
  void stopSignal().then(() => stop.abort());
  const screen = createScreen(process.stdout, () => performance.now());
  const target = await targetOf(options, profile, screen.say, stop.signal).catch((thrown: unknown) => {
    if (stop.signal.aborted) return undefined;
    throw thrown;
  });
  if (target === undefined) {
    screen.say('stopped before it began');
    return 1;
  }
  try {
    const { seed } = options;
    const given = { root, target, seed, say: screen.say, live: screen.live, signal: stop.signal };
    const result = await runAndReport(profile, given, resolve(root, options.reports));
    return result.passed ? 0 : 1;
  } finally {
    await target.stop();
  }
}

function chosen({ profile: name, minutes }: RunOptions): Profile {
  const profile = PROFILES.find((one) => one.name === name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  if (minutes === undefined || profile.kind !== 'open') return profile;
  return { ...profile, phases: profile.phases.map((phase) => ({ ...phase, seconds: minutes * 60 })) };
}

async function targetOf(
  { url, portOffset }: RunOptions,
  profile: Profile,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Target> {
  if (url === undefined) {
    say('starting a pipeline of its own');
    return startOwn(root, portOffset, signal, profile);
  }
  const folder = await mkdtemp(join(tmpdir(), 'flightdeck-load-'));
  return {
    ...runningTarget(url, folder, process.env),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function readResult(file: string): Promise<RunResult> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunResult;
  } catch (thrown) {
    throw new Error(`${file}: ${toError(thrown).message}`, { cause: thrown });
  }
}
