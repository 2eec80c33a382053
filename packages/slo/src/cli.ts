import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { compile, GENERATED, type Output } from './compile.ts';
import { DocumentError } from './fault.ts';
import { type Difference, differences, readYamlFiles, settle } from './files.ts';
import { prometheusRules } from './prometheus.ts';
import { readObjectives } from './read.ts';
import { readPolicies } from './read-policies.ts';

interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface BuildOptions {
  readonly out: string;
  readonly native?: string;
  readonly check?: boolean;
}

const EXAMPLES = `
Examples:
  slo build monitoring/slos --out monitoring/alert-policies
  slo build monitoring/slos --out monitoring/alert-policies --check
  slo prometheus monitoring/alert-policies --out rules.yaml

Exit code: 0 done, 1 the documents have faults or --check found a difference, 2 wrong usage.`;

/** Runs the command line. @returns the exit code */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  let code = 0;
  const program = new Command('slo')
    .description('Compiles OpenSLO v1 documents to burn-rate alert policies of Cloud Monitoring.')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: streams.err });
  program
    .command('build <dir>')
    .description('compile the SLOs of a directory to AlertPolicy documents')
    .requiredOption('--out <dir>', 'where the policies go, one file each')
    .option('--native <dir>', 'also write native ServiceLevelObjective documents (JSON) there')
    .option('--check', 'write nothing; fail when the files are not what would be written')
    .action(async (directory: string, options: BuildOptions) => {
      code = await build(directory, options, streams);
    });
  program
    .command('prometheus <dir>')
    .description('write the AlertPolicy documents of a directory as a Prometheus rule file')
    .requiredOption('--out <file>', 'the rule file')
    .action(async (directory: string, options: { out: string }) => {
      const policies = readPolicies(await readYamlFiles(directory)).map(({ policy }) => policy);
      await writeFile(options.out, prometheusRules(policies));
      streams.out(`${options.out}: ${policies.length} policies\n`);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error as Error & { code?: string; exitCode?: number }, streams);
  }
}

function exitCodeOf(error: Error & { code?: string; exitCode?: number }, { err }: Streams): number {
  // commander has already said what is wrong with the usage.
  if (error.code?.startsWith('commander.')) return error.exitCode === 0 ? 0 : 2;
  const count = error instanceof DocumentError ? `\n${error.faults.length} fault(s)` : '';
  err(`${error.message}${count}\n`);
  return 1;
}

async function build(directory: string, options: BuildOptions, { out, err }: Streams): Promise<number> {
  const output = compile(readObjectives(await readYamlFiles(directory)));
  for (const [slo, reason] of output.notNative) {
    if (options.native !== undefined) err(`${slo}: no native SLO, ${reason}\n`);
  }
  const apply = options.check ? differences : settle;
  const changes = await apply(options.out, output.policies, (_, text) => text.startsWith(GENERATED));
  if (options.native !== undefined) {
    changes.push(...(await apply(options.native, output.nativeSlos, (name) => name.endsWith('.json'))));
  }
  return report(output, changes, options.check === true, { out, err });
}

function report(
  output: Output,
  changes: readonly Difference[],
  checking: boolean,
  { out, err }: Streams,
): number {
  const tell = checking ? err : out;
  for (const { file, what } of changes) tell(`${file}: ${checking ? what : WRITTEN[what]}\n`);
  if (!checking) out(`${output.policies.size} policies, ${output.nativeSlos.size} native SLOs\n`);
  if (!checking || changes.length === 0) return 0;
  err('the committed files are not what the SLOs compile to; build them again\n');
  return 1;
}

const WRITTEN: Readonly<Record<Difference['what'], string>> = {
  missing: 'written',
  differs: 'changed',
  'left over': 'removed',
};
