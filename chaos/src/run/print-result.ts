import type { ExperimentResult } from './experiment.ts';

/** What was checked and what came out, line by line; the details of what was not met in full. */
export function printResult(
  { experiment, passed, checks }: ExperimentResult,
  seconds: number,
  print: (line: string) => void,
): void {
  for (const { what, met, detail } of checks) {
    const [first = ''] = detail.split('\n');
    print(`      ${met ? 'ok  ' : 'FAIL'} ${what}${first === '' ? '' : ` (${first})`}`);
    if (!met && detail.includes('\n')) for (const line of detail.split('\n')) print(`           ${line}`);
  }
  print(`${experiment.name}: ${passed ? 'passed' : 'FAILED'}, ${seconds} s`);
}
