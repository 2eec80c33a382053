import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../validate.ts';
import { runMutants } from './mutants.ts';
import { mutantsOf } from './mutate.ts';
import { testFileSchema } from './schema.ts';

const policy = parsePolicy({
  displayName: 'errors',
  combiner: 'OR',
  conditions: [
    {
      displayName: 'many',
      conditionPrometheusQueryLanguage: {
        query: '(errors > 10 or vector(0) > 1) and requests >= 0',
        duration: '120s',
      },
    },
  ],
});

const queryOf = (change: string) =>
  mutantsOf(policy).find((mutant) => mutant.change === change)?.policy.conditions[0]
    ?.conditionPrometheusQueryLanguage;

describe('mutants of a policy', () => {
  test('weaken every part of every condition', () => {
    expect(mutantsOf(policy).map(({ change }) => change)).toEqual([
      'condition removed',
      '"and requests >= 0" dropped',
      '"(errors > 10 or vector(0) > 1) and" dropped',
      '"or vector(0) > 1" dropped',
      'threshold > 10 raised',
      'threshold > 10 lowered',
      'threshold > 1 raised',
      'threshold > 1 lowered',
      'threshold >= 0 raised',
      'threshold >= 0 lowered',
      'duration removed',
      'duration doubled',
    ]);
    expect(queryOf('threshold > 10 raised')?.query).toBe(
      '(errors > (10) * 1.5 or vector(0) > 1) and requests >= 0',
    );
    expect(queryOf('threshold >= 0 lowered')?.query).toBe(
      '(errors > 10 or vector(0) > 1) and requests >= -1',
    );
    expect(queryOf('"or vector(0) > 1" dropped')?.query).toBe('(errors > 10) and requests >= 0');
    expect(queryOf('duration doubled')?.duration).toBe('240s');
  });

  test('survive a suite that does not look', () => {
    const content = testFileSchema.parse({
      policy: 'errors',
      tests: [
        {
          name: 'many errors fire',
          input_series: [
            { series: 'errors{}', phases: '100 for 10m' },
            { series: 'requests{}', phases: '100 for 10m' },
          ],
          expect: [{ opens: '2m' }],
        },
      ],
    });
    const document = { file: 'tests.yaml', value: {}, lineOf: () => 1 };
    const suite = {
      policies: new Map([['errors', { document, policy }]]),
      files: [{ document, content }],
      faults: [],
    };
    const results = [...runMutants(suite)];
    const noticed = results.filter(({ noticedBy }) => noticedBy !== null).map(({ change }) => change);
    expect(noticed).toEqual(['condition removed', 'duration removed', 'duration doubled']);
  });
});
