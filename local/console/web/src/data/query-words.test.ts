import { describe, expect, it } from '@jest/globals';
import { titleOf, unitOf } from './query-words.ts';

describe('what a query is called', () => {
  it('names the metric and the window', () => {
    expect(titleOf('sum(rate(canary_probes_total{outcome="success"}[5m]))')).toBe(
      'canary_probes_total over 5m',
    );
    expect(titleOf('vector(1)')).toBe('value');
  });

  it.each([
    ['sum(rate(bad_total[5m])) / sum(rate(all_total[5m]))', 0.0144, '10^2.%'],
    ['1 - sum(rate(lag_seconds_bucket{le="10"}[5m])) / sum(rate(lag_seconds_count[5m]))', 0.144, '10^2.%'],
    ['rate(a_total[5m]) / rate(b_total[5m])', 3, '1'],
    ['max(nodejs_eventloop_delay_seconds{quantile="0.99"})', 0.15, 's'],
    ['max(pubsub_subscription_oldest_unacked_message_age)', 300, 's'],
    ['sum(increase(requests_total{route="/v1/routes"}[5m]))', 0.5, '1'],
  ])('reads the unit of %s', (query, threshold, unit) => {
    expect(unitOf(query, threshold)).toBe(unit);
  });
});
