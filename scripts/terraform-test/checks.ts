import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTestRuns, type TestRun } from './plan.ts';
import { example, moduleTables, withTables } from './readme.ts';
import { type Result, verdict } from './report.ts';
import type { Terraform } from './terraform.ts';

/** `terraform fmt -check` over everything. */
export async function checkFormat(root: string, terraform: Terraform): Promise<Result> {
  const { stdout, stderr } = await terraform.run(root, ['fmt', '-check', '-recursive']);
  const files = stdout.split('\n').filter((line) => line !== '');
  const failures = files.map(
    (file) => `${file} is not formatted: run \`terraform fmt -recursive terraform\``,
  );
  return verdict('terraform', 'fmt', stderr === '' ? failures : [...failures, stderr]);
}

/** `terraform init` (no backend) and `terraform validate`. */
export async function checkValidate(directory: string, label: string, terraform: Terraform): Promise<Result> {
  const init = await terraform.run(directory, ['init', '-backend=false', '-no-color']);
  if (init.code !== 0) return verdict(label, 'validate', [init.stderr]);
  const { code, stdout, stderr } = await terraform.run(directory, ['validate', '-no-color']);
  return verdict(label, 'validate', code === 0 ? [] : [`${stdout}${stderr}`]);
}

/** `terraform test`: every run counts. */
export async function checkTests(
  directory: string,
  label: string,
  terraform: Terraform,
): Promise<{ result: Result; runs: TestRun[] }> {
  const { code, stdout, stderr } = await terraform.run(directory, ['test', '-json', '-verbose']);
  const runs = readTestRuns(stdout);
  const bad = runs.filter(({ status }) => status !== 'pass');
  const failures = bad.map(
    ({ file, run, status, diagnostics }) => `${file} ${run}: ${status}\n${diagnostics.join('\n')}`,
  );
  if (runs.length === 0) failures.push(`no test ran\n${stderr}`);
  else if (code !== 0 && failures.length === 0) failures.push(`terraform test ended with ${code}\n${stderr}`);
  return { result: { directory: label, check: 'test', passed: runs.length - bad.length, failures }, runs };
}

/** The README's tables are those of the files, and its example plans. */
export async function checkReadme(directory: string, label: string, terraform: Terraform): Promise<Result> {
  const file = path.join(directory, 'README.md');
  if (!existsSync(file)) return verdict(label, 'readme', ['README.md is missing']);
  const readme = readFileSync(file, 'utf8');
  const failures: string[] = [];
  if (withTables(readme, tablesOf(directory)) !== readme) {
    failures.push('README.md: the tables are not those of the files: run `npm run terraform:docs`');
  }
  const text = example(readme);
  if (text === undefined) failures.push('README.md has no ```hcl example');
  else failures.push(...(await planExample(directory, text, terraform)));
  return {
    directory: label,
    check: 'readme',
    passed: 2 - failures.length,
    failures,
  };
}

/** The tables that belong into a module's README. */
export function tablesOf(directory: string): string {
  const read = (name: string) => readFileSync(path.join(directory, name), 'utf8');
  return moduleTables(read('variables.tf'), read('outputs.tf'));
}

async function planExample(directory: string, text: string, terraform: Terraform): Promise<string[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'flightdeck-example-'));
  try {
    const modules = path.relative(root, path.dirname(directory));
    const repository = path.relative(root, path.resolve(directory, '../../..'));
    writeFileSync(
      path.join(root, 'main.tf'),
      text
        .replaceAll('"./terraform/modules/', `"${modules}/`)
        .replaceAll('"./', `"\${path.module}/${repository}/`),
    );
    // The root has to require the provider itself, or the mock does not reach the modules.
    cpSync(path.join(directory, 'versions.tf'), path.join(root, 'versions.tf'));
    writeFileSync(
      path.join(root, 'example.tftest.hcl'),
      'mock_provider "google" {}\n\nrun "example" {\n  command = plan\n}\n',
    );
    const init = await terraform.run(root, ['init', '-backend=false', '-no-color']);
    if (init.code !== 0) return [`README.md's example: ${init.stderr}`];
    const { code, stdout, stderr } = await terraform.run(root, ['test', '-no-color']);
    return code === 0 ? [] : [`README.md's example: ${stdout}${stderr}`];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
