import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(repository, '.github/workflows');
const names = readdirSync(folder);
const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  environment?: string;
}
interface Workflow {
  permissions?: unknown;
  jobs: Record<string, Job>;
}

/** Every permission that any job may hold. */
const ALLOWED: Record<string, string> = { contents: 'read', 'id-token': 'write' };

describe('the workflows', () => {
  it('are clean to actionlint', () => {
    const lint = spawnSync(process.execPath, [path.join(repository, 'scripts/workflows/lint.ts')], {
      encoding: 'utf8',
    });
    expect(`${lint.stdout}${lint.stderr.replace(/\(node:\d+\).*\n.*\n/, '')}`).toBe('');
    expect(lint.status).toBe(0);
  });

  it.each(names)('%s pins every action to a commit and says which version that is', (name) => {
    const uses = text(name)
      .split('\n')
      .filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(names)('%s gives no permission by default, and jobs only what they need', (name) => {
    const { permissions, jobs } = parse(text(name)) as Workflow;
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      for (const [permission, level] of Object.entries(job.permissions ?? {})) {
        expect(ALLOWED[permission]).toBe(level);
      }
      // An identity is only for jobs behind an environment's protection rules.
      if (job.permissions?.['id-token'] !== undefined) expect(job.environment).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('runs scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
    // The stages of the runner that decides what lands are its own to check: it fails when one is missing.
    const stages = readFileSync(path.join(repository, 'scripts/ci/main.ts'), 'utf8');
    const asked = names.flatMap((name) =>
      [...text(name).matchAll(/npm run ([\w:-]+)/g)].map((found) => found[1] as string),
    );
    expect(asked.length).toBeGreaterThan(8);
    expect(
      asked.filter((script) => scripts[script] === undefined && !stages.includes(`'${script}'`)),
    ).toEqual([]);
  });

  it('names environments of Terraform that exist', () => {
    for (const environment of ['dev', 'prod']) {
      expect(existsSync(path.join(repository, 'terraform/envs', environment, 'main.tf'))).toBe(true);
    }
  });
});
