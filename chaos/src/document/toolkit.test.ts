import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const files = ['chaos/experiments', 'chaos/gcp'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file)),
);
const isThere = spawnSync('chaos', ['--version'], { stdio: 'ignore' }).status === 0;
/** Python takes seconds to start on a busy machine. */
const TIMEOUT_MS = 120_000;

describe("the Chaos Toolkit's own command line", () => {
  if (!isThere) {
    console.log(
      'skipped: no `chaos` on PATH (pip install chaostoolkit); the format is checked by load.ts alone',
    );
    it.skip('is not here: pip install chaostoolkit', () => {});
    return;
  }

  it.each(files.map((file) => [file]))(
    'finds %s valid',
    async (file) => {
      expect(await validate(file)).toMatchObject({ code: 0, said: expect.not.stringMatching(/ERROR/) });
    },
    TIMEOUT_MS,
  );
});

function validate(file: string): Promise<{ code: number; said: string }> {
  const options = ['--no-version-check', '--no-log-file', '--settings', '/nowhere'];
  return new Promise((done) => {
    execFile('chaos', [...options, 'validate', file], { cwd: root }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` }),
    );
  });
}
