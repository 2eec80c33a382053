import { describe, expect, test } from '@jest/globals';
import { forPipeline } from './command.ts';
import { parseRunbook } from './document.ts';
import { missingLines } from './expectation.ts';

describe('a page', () => {
  const page = `# backlog-age

## Confirm

\`\`\`sh laptop
npm run --silent query -- 'x'
\`\`\`

Burning:

\`\`\`text faulty
a  > 1
\`\`\`

\`\`\`text healthy
no result
\`\`\`

## Diagnosis

1. Look:

   \`\`\`sh laptop
   curl -s localhost:8095/processes
   tail data/logs/api.log
   \`\`\`

## Rehearsed by

[\`x\`](../chaos/experiments/subscriber-frozen.yaml): \`npm run chaos -- subscriber-frozen\`
`;

  test('has sections, commands with what they show, and experiments', () => {
    const { title, sections, commands, experiments } = parseRunbook('backlog-age', page);
    expect(title).toBe('backlog-age');
    expect(sections.map(({ name }) => name)).toEqual(['Confirm', 'Diagnosis', 'Rehearsed by']);
    expect(commands).toEqual([
      {
        section: 'Confirm',
        command: "npm run --silent query -- 'x'",
        faulty: ['a  > 1'],
        healthy: ['no result'],
      },
      { section: 'Diagnosis', command: 'curl -s localhost:8095/processes\ntail data/logs/api.log' },
    ]);
    expect(experiments).toEqual(['subscriber-frozen']);
  });

  test('runs on the ports and the data of the pipeline at hand', () => {
    expect(
      forPipeline('curl localhost:8095/x; tail data/logs/a.log', { portOffset: 100, dataDir: '/tmp/d' }),
    ).toBe('curl localhost:8195/x; tail /tmp/d/data/logs/a.log');
  });
});

describe('what a command shows', () => {
  const output = 'outcome="error"    0.25\noutcome="ok"  3\n{"name":"api","state":"stopped"}';

  test.each([
    ['a line as it is', 'outcome="ok" 3'],
    ['a number above', 'outcome="error"  > 0.2'],
    ['a number that is at least', 'outcome="ok"  >= 3'],
    ['a number below, of any series', '…  < 0.3'],
    ['anything around', '…"name":"api","state":"stopped"…'],
  ])('may be %s', (_, line) => {
    expect(missingLines([line], output)).toEqual([]);
  });

  test.each([
    ['a number that is not above', 'outcome="error"  > 0.25'],
    ['another series', 'outcome="deadline"  > 0'],
    ['a part of a line', 'outcome="ok"'],
    ['no number', '…  > -1'],
  ])('is missed for %s', (_, line) => {
    const shown = line.startsWith('…') ? 'no result' : output;
    expect(missingLines([line], shown)).toEqual([line]);
  });
});
