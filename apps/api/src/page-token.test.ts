import { describe, expect, it } from '@jest/globals';
import { readPageToken, writePageToken } from './page-token.ts';

const FILTERS = ['flights', [['origin', 'SFO']]];
const KEYS = ['2001-01-01T00:00:00.000Z', 'id-1'];
const KINDS = ['timestamp', 'string'] as const;

describe('page tokens', () => {
  it('come back as they were written', () => {
    expect(readPageToken(writePageToken(FILTERS, KEYS), FILTERS, KINDS)).toEqual(KEYS);
  });

  const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['other filters', writePageToken(['flights', []], KEYS), /other filters/],
    ['text that is no token', 'abc', /not a token/],
    ['another version', forged([0, '', ...KEYS]), /not a token/],
    ['too few keys', writePageToken(FILTERS, ['id-1']), /not a token/],
    ['a key of another type', writePageToken(FILTERS, ['yesterday', 'id-1']), /damaged/],
    ['an object for a key', writePageToken(FILTERS, [KEYS[0] ?? '', {} as string]), /damaged/],
  ])('are refused: %s', (_what, token, reason) => {
    expect(() => readPageToken(token, FILTERS, KINDS)).toThrow(reason);
  });
});
