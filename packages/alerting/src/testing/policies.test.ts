import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const MONITORING = resolve(import.meta.dirname, '../../../../monitoring');

test('every policy of this project passes its tests, and has one of each kind', async () => {
  const main = resolve(import.meta.dirname, 'main.ts');
  const args = [
    main,
    `${MONITORING}/tests`,
    '--policies',
    `${MONITORING}/alert-policies`,
    '--require-proofs',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual([
    expect.stringMatching(/^(\d+) of \1 tests passed, \d+ policies$/),
    '',
  ]);
});
