import { describe, expect, it } from '@jest/globals';
import type { Claim } from '../document/schema.ts';
import { judge, type Observation } from './judge.ts';

const claim: Claim = {
  name: 'flightdeck',
  proves: 'the alert fires',
  burns: 'api-availability',
  fires: { page: 60 },
  'may-fire': ['ticket'],
  'recovers-within': 300,
  rate: 50,
  'consumer-rate': 20,
  'dead-letters': 0,
  systems: 5,
  runbook: 'page',
};

const good: Observation = {
  methodStartedAt: 1_000,
  faultInAt: 1_010,
  rolledBackAt: 1_200,
  incidents: [
    { alert: 'before', openedAt: 900 },
    { alert: 'page', openedAt: 1_052, closedAt: 1_400 },
    { alert: 'ticket', openedAt: 1_100 },
  ],
  faults: [{ server: 'bigquery', id: 'fault-1', kind: 'unavailable', method: '*', injected: 7 }],
  actions: [],
  steadyBefore: true,
  steadyAfter: true,
  badEventsBefore: [{ slo: 'api-availability', badEvents: 2 }],
  badEventsAfter: [{ slo: 'api-availability', badEvents: 40 }],
  ledger: { balances: true, said: 'balances' },
};

const unmet = (change: Partial<Observation>): string[] =>
  judge(claim, { ...good, ...change })
    .filter(({ met }) => !met)
    .map(({ what }) => what);

const incidents = (...own: Observation['incidents']) => ({ incidents: own });

describe('judge', () => {
  it('is content when all that was claimed was seen', () => expect(unmet({})).toEqual([]));

  it.each<[string, Partial<Observation>, RegExp]>([
    ['steady state was never met', { steadyBefore: false }, /steady state before/],
    ['steady state did not come back', { steadyAfter: false }, /steady state after/],
    ['a fault had no effect', { faults: [{ ...good.faults[0], injected: 0 } as never] }, /has an effect/],
    ['the alert stayed silent', incidents(), /page fires within 60 s/],
    [
      'the alert fired before the fault',
      incidents({ alert: 'page', openedAt: 999, closedAt: 1_400 }),
      /page fires/,
    ],
    [
      'the alert was late',
      incidents({ alert: 'page', openedAt: 1_071, closedAt: 1_400 }),
      /page fires within/,
    ],
    ['the alert did not close', incidents({ alert: 'page', openedAt: 1_052 }), /page closes/],
    ['the alert closed late', incidents({ alert: 'page', openedAt: 1_052, closedAt: 1_501 }), /page closes/],
    [
      'it fired again',
      incidents(good.incidents[1] as never, { alert: 'page', openedAt: 1_450 }),
      /page closes/,
    ],
    [
      'another alert fired',
      { incidents: [...good.incidents, { alert: 'x', openedAt: 1_300 }] },
      /no other alert/,
    ],
    ['no budget burned', { badEventsAfter: good.badEventsBefore }, /burns budget/],
    ['something was lost', { ledger: { balances: false, said: '1 missing' } }, /nothing lost/],
  ])('objects when %s', (_, change, what) => {
    expect(unmet(change).join('\n')).toMatch(what);
  });

  it('objects to an action that failed', () => {
    const entry = {
      activity: {
        type: 'action',
        name: 'break it',
        provider: { type: 'http', url: 'http://x', method: 'GET', headers: {}, timeout: 1 },
      },
      status: 'failed',
      start: '',
      end: '',
      duration: 0,
      output: { status: 404 },
    } as const;
    expect(unmet({ actions: [entry] })).toEqual(['action "break it" succeeds']);
  });
});
