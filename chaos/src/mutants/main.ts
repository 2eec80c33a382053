import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runMain, stopSignal } from '@flightdeck/service';
import { Command } from 'commander';
import { MUTANTS, type Mutant, mutate } from './mutants.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const run = promisify(execFile);
const MAX_LIST_BYTES = 10_000_000;

await runMain(main);

async function main(): Promise<number> {
  const command = new Command()
    .name('npm run chaos:mutants --')
    .description(
      'Makes the pipeline worse on copies of it, one thing at a time: an experiment must fail for each.',
    )
    .argument('[word...]', 'only mutants whose name or file holds one of these')
    .option('--port-offset <n>', 'added to every port', '20000')
    .parse();
  const wanted = MUTANTS.filter(
    ({ name, file }) =>
      command.args.length === 0 || command.args.some((word) => name.includes(word) || file.includes(word)),
  );
  const stop = new AbortController();
  void stopSignal().then(() => stop.abort());
  const rows: { mutant: Mutant; notMet: readonly string[] }[] = [];
  for (const mutant of wanted) {
    if (stop.signal.aborted) break;
    console.log(`\n=== ${mutant.name} (${mutant.file})`);
    rows.push({ mutant, notMet: await runMutant(mutant, String(command.opts()['portOffset']), stop.signal) });
  }
  const isNoticed = (row: (typeof rows)[number]): boolean =>
    row.notMet.some((check) => check.startsWith(row.mutant.check));
  console.log(`\n| mutant | experiment | checks that failed |\n|---|---|---|`);
  for (const row of rows) {
    const { name, experiment, check } = row.mutant;
    const failed = row.notMet.join('; ') || 'none';
    console.log(
      `| ${name} | \`${experiment}\` | ${isNoticed(row) ? failed : `**not "${check} …"**: ${failed}`} |`,
    );
  }
  const noticed = rows.filter(isNoticed).length;
  console.log(`mutants: ${noticed} passed, ${wanted.length - noticed} failed`);
  return noticed === wanted.length ? 0 : 1;
}

/** Runs the experiment on a mutated copy. @returns the checks that were not met @throws Error when it did not run */
async function runMutant(
  mutant: Mutant,
  portOffset: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'flightdeck-mutant-'));
  try {
    await copyTree(copy);
    const file = join(copy, mutant.file);
    await writeFile(file, mutate(mutant, await readFile(file, 'utf8')));
    await runExperiment(mutant.experiment, copy, portOffset, signal);
    const index = await readFile(join(copy, 'reports/chaos/index.json'), 'utf8');
    const [result] = (JSON.parse(index) as { experiments: { notMet: string[]; error: string | null }[] })
      .experiments;
    // A copy that does not even start proves nothing about the experiment.
    if (result === undefined || result.error !== null) throw new Error(`it did not run: ${result?.error}`);
    return result.notMet;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** What is under version control or new, as it stands now; dependencies are shared with the original. */
async function copyTree(copy: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: MAX_LIST_BYTES,
  });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file)).catch((error: NodeJS.ErrnoException) => {
      // Listed by git and deleted since.
      if (error.code !== 'ENOENT') throw error;
    });
  }
  // Workspaces have some of their own, of other versions.
  const { stdout: folders } = await run('find', ['.', '-name', 'node_modules', '-prune'], { cwd: root });
  for (const folder of folders.split('\n').filter((name) => name !== '')) {
    await symlink(join(root, folder), join(copy, folder));
  }
}

function runExperiment(name: string, cwd: string, portOffset: string, signal: AbortSignal): Promise<void> {
  const child = spawn(
    process.execPath,
    ['chaos/src/main.ts', name, '--attempts', '1', '--port-offset', portOffset],
    {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', () => done());
  });
}
