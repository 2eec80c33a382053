import { expect, test } from '@jest/globals';
import { NOTHING, printNewest } from './print.ts';

test('the largest value comes first, labels are aligned, numbers short', () => {
  const series = [
    { labels: { outcome: 'ok' }, samples: [[1, 0.1234567]] },
    { labels: { outcome: 'deadline', job: 'api' }, samples: [[1, 12345.678]] },
  ] as const;
  expect(printNewest(series)).toBe(
    'job="api" outcome="deadline"  12350\noutcome="ok"                  0.1235',
  );
});

test('a value without labels stands alone, a division by zero is said', () => {
  expect(printNewest([{ labels: {}, samples: [[1, 0]] }])).toBe('0');
  expect(printNewest([{ labels: {}, samples: [[1, Number.NaN]] }])).toBe('NaN');
  expect(printNewest([{ labels: { __name__: 'up', job: 'api' }, samples: [[1, 1]] }])).toBe(
    'up job="api"  1',
  );
});

test('nothing is said to be nothing', () => {
  expect(printNewest([])).toBe(NOTHING);
});
