import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PROBLEMS } from './catalogue.ts';

describe('the error catalogue', () => {
  it('stands in the README, line by line', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const documented = [...readme.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.+?) \| (.+?) \|$/gm)].map(
      ([, code, status, title, fix]) => [code, { status: Number(status), title, fix }],
    );
    expect(Object.fromEntries(documented)).toEqual(PROBLEMS);
  });
});
