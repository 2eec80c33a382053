import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '../profiles.ts';
import { reportHtml } from '../report/html.ts';
import type { RunResult } from '../result.ts';
import type { RunContext } from './context.ts';
import { runProfile } from './run.ts';

/** Runs a profile, prints its checks, and writes the report and the result. */
export async function runAndReport(
  profile: Profile,
  given: Omit<RunContext, 'monitor'>,
  folder: string,
): Promise<RunResult> {
  const result = await runProfile(profile, given);
  for (const { what, met, detail } of result.checks) {
    given.say(`${met ? 'ok  ' : 'FAIL'} ${what}${detail === '' ? '' : ` (${detail})`}`);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${profile.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  const report = join(folder, `${profile.name}.html`);
  await writeFile(report, reportHtml(result));
  given.say(`${profile.name}: ${result.passed ? 'passed' : 'FAILED'} (${report})`);
  return result;
}
