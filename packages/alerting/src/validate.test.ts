import { describe, expect, test } from '@jest/globals';
import { PolicyError, parsePolicy } from './validate.ts';

function policy(promql: object = {}, change: object = {}): unknown {
  return {
    displayName: 'p',
    combiner: 'OR',
    conditions: [{ displayName: 'c', conditionPrometheusQueryLanguage: { query: 'up == 0', ...promql } }],
    ...change,
  };
}

function faults(document: unknown): string[] {
  try {
    parsePolicy(document);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.faults.map(({ field, message }) => `${field}: ${message}`);
  }
}

const PROMQL = 'conditions[0].conditionPrometheusQueryLanguage';

describe('parsePolicy', () => {
  test.each([
    ['the least there can be', policy()],
    ['a look-back of 25 h with a duration', policy({ query: 'rate(x_total[25h]) > 0', duration: '60s' })],
    [
      'a look-back of 3 d every 5 min',
      policy({ query: 'rate(x_total[3d]) > 0', evaluationInterval: '300s' }),
    ],
    [
      'what the server sets',
      policy({}, { name: 'projects/p/alertPolicies/1', creationRecord: { mutatedBy: 'x' } }),
    ],
  ])('takes %s', (_, document) => {
    expect(faults(document)).toEqual([]);
  });

  test.each([
    ['no policy at all', 7, /^alert_policy: Invalid input: expected object/],
    ['an unknown field', policy({}, { autoClose: '60s' }), /^alert_policy: Unrecognized key: "autoClose"/],
    ['an unknown combiner', policy({}, { combiner: 'XOR' }), /^combiner: Invalid option/],
    ['no condition', policy({}, { conditions: [] }), /^conditions: Too small/],
    [
      'a duration that is none',
      policy({ duration: '5m' }),
      /duration: must be a duration in seconds such as "300s"$/,
    ],
    ['a duration of odd seconds', policy({ duration: '90s' }), /duration: is "90s", must be whole minutes/],
    ['an interval off the grain', policy({ evaluationInterval: '45s' }), /must be a multiple of "30s"$/],
    [
      'an interval too short for the look-back',
      policy({ query: 'rate(x_total[3d]) > 0', evaluationInterval: '30s' }),
      /the query looks back 3d, so it must be at least "300s", or be left out$/,
    ],
    [
      'an offset that makes the look-back long',
      policy({ query: 'x offset 2d > 0', duration: '60s' }),
      /the query looks back 2d; beyond 25h a condition takes no duration: leave it out$/,
    ],
    ['a look-back over two years', policy({ query: 'rate(x_total[800d]) > 0' }), /the limit is two years$/],
    [
      'a query that does not parse',
      policy({ query: 'rate(x' }),
      /query: 1:7: parse error: unclosed left parenthesis$/,
    ],
    ['a scalar', policy({ query: '1' }), /query: yields a scalar; a condition needs an instant vector$/],
    ['a name by pattern', policy({ query: '{__name__=~"x.*"} > 0' }), /takes exact names only$/],
    [
      'a newer function',
      policy({ query: 'mad_over_time(x[5m]) > 0' }),
      /mad_over_time\(\) is newer than Cloud Monitoring's PromQL/,
    ],
    [
      'autoClose out of bounds',
      policy({}, { alertStrategy: { autoClose: '60s' } }),
      /^alertStrategy\.autoClose: is "60s", must be between "1800s" and "604800s"$/,
    ],
    [
      'a rate limit, which is for logs',
      policy({}, { alertStrategy: { notificationRateLimit: {} } }),
      /Unrecognized key: "notificationRateLimit"/,
    ],
  ])('refuses %s', (_, document, message) => {
    expect(faults(document)).toEqual([expect.stringMatching(message)]);
  });

  test('names every fault at once', () => {
    const document = policy(
      { duration: '90s', evaluationInterval: '45s', query: '1' },
      { alertStrategy: { autoClose: '60s' } },
    );
    expect(faults(document)).toEqual([
      expect.stringContaining('alertStrategy.autoClose'),
      expect.stringContaining(`${PROMQL}.duration`),
      expect.stringContaining(`${PROMQL}.evaluationInterval`),
      expect.stringContaining(`${PROMQL}.query`),
    ]);
  });
});
