import { expect, it } from '@jest/globals';
import { patiently } from './patiently.ts';

it('reads again until it succeeds', async () => {
  let calls = 0;
  const read = async (): Promise<number> => {
    calls += 1;
    if (calls < 3) throw new Error('busy');
    return calls;
  };
  expect(await patiently(read, 10_000)).toBe(3);
});

it('gives up with the last error', async () => {
  const read = async (): Promise<number> => {
    throw new Error('gone');
  };
  await expect(patiently(read, 0)).rejects.toThrow('gone');
});
