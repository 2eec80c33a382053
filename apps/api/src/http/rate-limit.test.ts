import { describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { limitRate, networkOf } from './rate-limit.ts';

const IP = '192.0.2.1';

/** A limit of two a minute under a clock by hand; a call gives back its headers, and the code of its refusal. */
function limited() {
  const clock = { ms: 1_000_000 };
  let refused = 0;
  const handle = limitRate({ requestsPerMinute: 2, now: () => clock.ms, onRefused: () => refused++ });
  const call = (caller: { ip?: string; consumer?: string } = { ip: IP }) => {
    const written: string[] = [];
    const locals = { commonHeaders: written };
    const res = { locals: caller.consumer === undefined ? locals : { ...locals, consumer: caller.consumer } };
    let problem: { code?: string; retryAfterSeconds?: number } = {};
    try {
      handle({ ip: caller.ip } as Request, res as unknown as Response, () => {});
    } catch (thrown) {
      problem = thrown as typeof problem;
    }
    const headers = { [`${written[0]}`]: written[1], [`${written[2]}`]: written[3] };
    return { headers, code: problem.code, retryAfterSeconds: problem.retryAfterSeconds };
  };
  return { clock, call, refused: () => refused };
}

describe('limitRate', () => {
  it('says what is left, refuses beyond it, and says when to come again', () => {
    const { clock, call, refused } = limited();
    expect(call().headers).toEqual({
      'RateLimit-Policy': '2;w=60',
      RateLimit: 'limit=2, remaining=1, reset=60',
    });
    clock.ms += 30_001;
    expect(call().headers['RateLimit']).toBe('limit=2, remaining=0, reset=30');
    expect(call()).toMatchObject({ code: 'rate-limited', retryAfterSeconds: 30 });
    expect(refused()).toBe(1);
  });

  it('starts anew when the minute is over', () => {
    const { clock, call } = limited();
    for (let n = 0; n < 5; n += 1) call();
    clock.ms += 60_000;
    expect(call()).toMatchObject({
      code: undefined,
      headers: { RateLimit: 'limit=2, remaining=1, reset=60' },
    });
  });

  it('counts a verified consumer wherever it calls from, and apart from its address', () => {
    const { call } = limited();
    call({ ip: IP, consumer: 'key:a' });
    call({ ip: '192.0.2.2', consumer: 'key:a' });
    expect(call({ ip: IP, consumer: 'key:a' }).code).toBe('rate-limited');
    expect(call({ ip: IP }).code).toBeUndefined();
    expect(call({ ip: IP, consumer: 'key:b' }).code).toBeUndefined();
  });
});

describe('networkOf', () => {
  it('takes an IPv4 address as it is, also where IPv6 carries it', () => {
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });

  it('takes an IPv6 network of 56 bits as one', () => {
    expect(networkOf('2001:db8:0:12ab::1')).toBe(networkOf('2001:db8:0:12cd:ffff::7'));
    expect(networkOf('2001:db8:0:12ab::1')).not.toBe(networkOf('2001:db8:0:13ab::1'));
  });

  it('leaves what is no address alone', () => {
    expect(networkOf('')).toBe('');
  });
});
