import { fileURLToPath } from 'node:url';
import type { AlertPolicy } from '@flightdeck/slo';
import { describe, expect, test } from '@jest/globals';
import { lint } from './lint.ts';
import { knownMetrics } from './metrics.ts';
import { checkPolicy } from './policy.ts';
import { checkQuery } from './query.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const known = knownMetrics();
const problemsOf = (query: string): readonly string[] => checkQuery(query, known).problems;

test('every policy and dashboard of the repository is without fault', async () => {
  const { checked, problems } = await lint(root);
  expect(problems).toEqual([]);
  expect(checked.length).toBeGreaterThanOrEqual(21);
});

describe('a query is refused', () => {
  test.each([
    ['when it does not parse', 'sum(ingest_events_total', 'parse error'],
    ['when a metric does not exist', 'sum(rate(ingest_event_total[5m]))', 'neither in the catalogue'],
    ['when a label does not exist', 'ingest_events_total{result="stored"}', 'has no label result'],
    ['when a value cannot occur', 'ingest_events_total{outcome="lost"}', 'matches none of the values stored'],
    ['when it excludes what cannot occur', 'canary_probes_total{outcome!="ok"}', 'excludes none'],
    ['when it groups by a label nothing has', 'sum by (topic) (ingest_events_total)', 'has the label topic'],
    ['when no bucket ends there', 'http_server_request_duration_seconds_bucket{le="0.4"}', 'matches none'],
    ['when it asks for the rate of a gauge', 'rate(ingest_outstanding_events[5m])', 'of the gauge'],
    ['when the name is a pattern', '{__name__=~"ingest_.*"}', 'names no metric exactly'],
    ['when the base name of a histogram stands alone', 'ingest_lag_seconds', 'neither in the catalogue'],
    [
      'when Cloud Monitoring does not know the function',
      'mad_over_time(ingest_outstanding_events[5m])',
      '2.44',
    ],
    [
      "when Google's metric lacks its resource",
      'pubsub_googleapis_com:subscription_num_undelivered_messages',
      'needs the matcher monitored_resource="pubsub_subscription"',
    ],
  ])('%s', (_, query, problem) => {
    expect(problemsOf(query).join('\n')).toContain(problem);
  });
});

describe('a policy is refused', () => {
  const QUERY = 'sum(increase(ingest_events_total{outcome="failed"}[1h])) > 0';
  const policy = (promql: object, rest: Partial<AlertPolicy> = {}): AlertPolicy => ({
    displayName: 'lost-events',
    severity: 'WARNING',
    combiner: 'OR',
    enabled: true,
    conditions: [
      {
        displayName: 'some',
        conditionPrometheusQueryLanguage: { query: QUERY, evaluationInterval: '30s', ...promql },
      },
    ],
    alertStrategy: { autoClose: '3600s' },
    documentation: { mimeType: 'text/markdown', subject: 's', content: 'runbooks/lost-events.md' },
    userLabels: {},
    ...rest,
  });
  const check = (one: AlertPolicy, hasRunbook = true) =>
    checkPolicy('lost-events', one, known, () => hasRunbook);

  test('and this one is not', () => {
    expect(check(policy({}))).toEqual([]);
  });

  test.each([
    ['evaluated too often for its look-back', { query: QUERY.replace('1h', '3d') }, 'must be 300s or more'],
    [
      'with a duration beyond 25 h',
      { query: QUERY.replace('1h', '3d'), duration: '60s', evaluationInterval: '300s' },
      'must not have a duration',
    ],
    ['with a duration of half a minute', { duration: '90s' }, 'whole minutes'],
    ['evaluated every 45 s', { evaluationInterval: '45s' }, 'multiple of 30s'],
    [
      'that compares a timestamp with the clock',
      { query: 'time() - max(ingest_last_commit_timestamp_seconds) > 60' },
      'the verdict would depend on the time scale',
    ],
  ])('%s', (_, promql, problem) => {
    expect(check(policy(promql)).join('\n')).toContain(problem);
  });

  test('named unlike its file, without runbook, or closing too early', () => {
    expect(check(policy({}, { displayName: 'other' })).join()).toContain('displayName is other');
    expect(check(policy({}), false).join()).toContain('there is no runbooks/lost-events.md');
    expect(check(policy({}, { alertStrategy: { autoClose: '60s' } })).join()).toContain('autoClose of 60 s');
  });
});
