import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { checkFormat, checkReadme, checkTests, checkValidate, tablesOf } from './checks.ts';
import { checkMonitoringModule, checkPlan } from './plans.ts';
import { withTables } from './readme.ts';
import { checkRenames } from './renames.ts';
import { type Result, table, totals } from './report.ts';
import { missingTerraform, openTerraform, type ProviderChoice } from './terraform.ts';

interface Options {
  only?: string;
  provider: ProviderChoice;
  renames: boolean;
  docs: boolean;
  updateIam: boolean;
}

/** Terraform keeps one core busy; two at a time fill the small machines that CI gives. */
const AT_ONCE = 2;

const repository = fileURLToPath(new URL('../..', import.meta.url));
const root = path.join(repository, 'terraform');

const command = new Command('terraform:test')
  .description('Formats, validates, tests and mutates every Terraform module and environment.')
  .option('--only <name>', 'only the modules and environments whose path contains this')
  .addOption(
    new Option(
      '--provider <which>',
      'whose schema: the registry, or a stand-in (TERRAFORM_GOOGLE_SCHEMA names its schema file)',
    )
      .choices(['auto', 'registry', 'stand-in'])
      .default('auto'),
  )
  .option('--no-renames', 'leave out the renaming of every argument')
  .option('--docs', "write the tables of the modules' READMEs, and stop", false)
  .option('--update-iam', "write the environments' tests/iam.txt anew, to be reviewed as a diff", false)
  .parse();

process.exitCode = await main(command.opts<Options>());

async function main({ only, provider, renames, docs, updateIam }: Options): Promise<number> {
  const directories = ['modules', 'envs']
    .flatMap((kind) => readdirSync(path.join(root, kind)).map((name) => `${kind}/${name}`))
    .filter((label) => existsSync(path.join(root, label, 'main.tf')))
    .filter((label) => only === undefined || label.includes(only));
  if (docs) return writeTables(directories);

  const missing = await missingTerraform();
  if (missing !== undefined) {
    console.log(`terraform: skipped, ${missing} (https://developer.hashicorp.com/terraform/install)`);
    return 0;
  }
  const schema =
    process.env.TERRAFORM_GOOGLE_SCHEMA ??
    path.join(repository, '../shared/reference/terraform-google-schema.json');
  const terraform = await openTerraform(provider, schema);
  console.log(`terraform: ${directories.length} modules and environments against ${terraform.provider}`);
  try {
    const results: Result[] = [await checkFormat(root, terraform)];
    await eachOf(directories, async (label) => {
      const directory = path.join(root, label);
      const module = label.startsWith('modules/');
      const done: Result[] = [await checkValidate(directory, label, terraform)];
      const { result, runs } = await checkTests(directory, label, terraform);
      done.push(result);
      if (!module) done.push(...checkPlan(repository, label, runs, updateIam));
      if (label === 'modules/monitoring') done.push(...checkMonitoringModule(repository, label, runs));
      if (module) done.push(await checkReadme(directory, label, terraform));
      if (module && renames) done.push(await checkRenames(directory, label, terraform));
      const { passed, failed } = totals(done);
      console.log(`  ${label}: ${passed} passed, ${failed} failed`);
      results.push(...done);
    });
    return conclude(results);
  } finally {
    terraform.close();
  }
}

function conclude(results: readonly Result[]): number {
  for (const { directory, check, failures } of results) {
    for (const failure of failures) console.log(`\nFAILED ${directory} ${check}: ${failure.trim()}`);
  }
  const sorted = results.toSorted((a, b) => a.directory.localeCompare(b.directory));
  console.log(`\n${table(sorted)}\n`);
  const { passed, failed } = totals(results);
  console.log(`terraform: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function writeTables(directories: readonly string[]): number {
  for (const label of directories.filter((name) => name.startsWith('modules/'))) {
    const file = path.join(root, label, 'README.md');
    writeFileSync(file, withTables(readFileSync(file, 'utf8'), tablesOf(path.join(root, label))));
  }
  return 0;
}

/** Calls with each item, a few at a time, in order of the list. */
async function eachOf<T>(items: readonly T[], call: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await call(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
