import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { readPolicies, readYamlFiles } from '@flightdeck/slo';
import { readDashboards } from '../dashboard-format/read.ts';
import { checkDashboard } from './dashboard/index.ts';
import { knownMetrics } from './metrics.ts';
import { checkPolicy } from './policy.ts';

export interface LintReport {
  readonly checked: readonly string[];
  /** One line each, beginning with the file, relative to the root. */
  readonly problems: readonly string[];
}

/**
 * Checks every policy and dashboard under a directory laid out as the repository.
 * @param root holds `monitoring/` and `runbooks/`
 */
export async function lint(root: string): Promise<LintReport> {
  const known = knownMetrics();
  const hasRunbook = (name: string): boolean => existsSync(join(root, 'runbooks', `${name}.md`));
  const policies = readPolicies(await readYamlFiles(join(root, 'monitoring/alert-policies')));
  const problems = policies.flatMap(({ file, policy }) =>
    checkPolicy(basename(file).replace(/\.ya?ml$/, ''), policy, known, hasRunbook).map(
      (problem) => `${relative(root, file)}: ${problem}`,
    ),
  );
  const checked = policies.map(({ file }) => relative(root, file));
  for (const { file, dashboard } of await readDashboards(root)) {
    problems.push(...checkDashboard(dashboard, known, hasRunbook).map((problem) => `${file}: ${problem}`));
    checked.push(file);
  }
  return { checked, problems };
}
