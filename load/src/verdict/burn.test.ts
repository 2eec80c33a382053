import { describe, expect, it } from '@jest/globals';
import { burnOf, judgeBurn } from './burn.ts';

const MONTH = 30 * 86_400;
const given = {
  slo: 'api-availability',
  objective: '99.9 %',
  budget: 0.001,
  periodSeconds: MONTH,
  events: 1_000,
  errorRatio: 0.001,
  runSeconds: 60,
};
const SUSTAINED = { factor: 1, why: 'sustained' };

describe('the budget burned', () => {
  it('is 1 when exactly the budget goes, and a period at that rate takes all of it', () => {
    expect(burnOf(given).burnRate).toBe(1);
    expect(burnOf({ ...given, runSeconds: MONTH }).budgetShare).toBe(1);
    expect(burnOf({ ...given, errorRatio: 1 }).burnRate).toBe(1_000);
  });

  it('is within or beyond what is allowed', () => {
    expect(judgeBurn(burnOf(given), SUSTAINED).met).toBe(true);
    const twice = burnOf({ ...given, errorRatio: 0.002 });
    expect(judgeBurn(twice, SUSTAINED)).toMatchObject({
      met: false,
      detail: expect.stringContaining('burn rate 2'),
    });
    expect(judgeBurn(twice, { factor: 14.4, why: 'page' }).met).toBe(true);
  });

  it('proves nothing when the SLO saw nothing', () => {
    expect(judgeBurn(burnOf({ ...given, events: 0, errorRatio: 0 }), SUSTAINED).met).toBe(false);
  });
});
