import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const RUN_MAIN = fileURLToPath(new URL('./run-main.ts', import.meta.url));

/** A process of its own: an exit code is nothing a test may set on itself. */
const runs = (main: string): Promise<{ code: number | string | null; stderr: string }> =>
  new Promise((done) => {
    const script = `import { runMain } from ${JSON.stringify(RUN_MAIN)}; await runMain(${main});`;
    const child = execFile(
      process.execPath,
      ['--input-type=module', '--eval', script],
      (_error, _stdout, stderr) => done({ code: child.exitCode, stderr }),
    );
  });

describe('runMain', () => {
  it.each([0, 3])('exits with %d when main resolves with it', async (code) => {
    expect(await runs(`async () => ${code}`)).toMatchObject({ code, stderr: '' });
  });

  it('says what was thrown in one line, without a stack, and exits with 1', async () => {
    const { code, stderr } = await runs(
      `async () => { throw new Error('no topic flights; create it first'); }`,
    );
    expect(code).toBe(1);
    expect(stderr).toBe('no topic flights; create it first\n');
  });
});
