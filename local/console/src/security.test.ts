import { describe, expect, it } from '@jest/globals';
import { isFromThisMachine } from './security.ts';

const from = (headers: Record<string, string>): boolean => isFromThisMachine({ headers }, 3000);

describe('isFromThisMachine', () => {
  it.each([
    { host: 'localhost:3000' },
    { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' },
    { host: '[::1]:3000' },
  ])('lets %j in', (headers) => expect(from(headers)).toBe(true));

  it.each([
    {},
    { host: 'localhost' },
    { host: 'localhost:3001' },
    { host: 'attacker.example:3000' },
    { host: 'localhost:3000', origin: 'https://attacker.example' },
    { host: 'localhost:3000', origin: 'null' },
  ])('keeps %j out', (headers: Record<string, string>) => expect(from(headers)).toBe(false));
});
