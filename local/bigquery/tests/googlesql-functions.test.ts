import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Harness, runSql, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const CASES = readFileSync(new URL('googlesql-functions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ==> ') as [sql: string, expected: string]);

it.each(CASES)('%s', async (sql, expected) => {
  const query = /^(SELECT|WITH)\b/.test(sql) ? sql : `SELECT ${sql}`;
  const answer = await runSql(harness, query);
  if (expected === 'ERR') {
    expect(answer.rows).toBeUndefined();
    return;
  }
  // Cells of one row, unless a query of its own lists its rows.
  const rows: unknown = query === sql ? JSON.parse(expected) : [JSON.parse(`[${expected}]`)];
  expect(answer.rows).toEqual(rows);
});
