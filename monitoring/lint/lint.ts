import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { readPolicies, readYamlFiles } from '@flightdeck/slo';
import { checkDashboard } from './dashboard.ts';
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
  const dashboards = join(root, 'monitoring/dashboards');
  for (const name of (await readdir(dashboards)).filter((file) => file.endsWith('.json')).sort()) {
    const file = join(dashboards, name);
    const found = checkDashboard(JSON.parse(await readFile(file, 'utf8')), known);
    problems.push(...found.map((problem) => `${relative(root, file)}: ${problem}`));
    checked.push(relative(root, file));
  }
  return { checked, problems };
}
