import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { googleProvider } from './stand-in/schema.ts';
import { startStandIn } from './stand-in/server.ts';

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** Terraform with a provider to run against; every directory gets working files of its own outside the tree. */
export interface Terraform {
  /** Where the provider's schema comes from, for the report. */
  provider: string;
  run(directory: string, args: readonly string[]): Promise<Output>;
  close(): void;
}

export type ProviderChoice = 'auto' | 'registry' | 'stand-in';

/** Longest the registry may take to answer before it counts as out of reach. */
const REGISTRY_TIMEOUT_S = '10';

/** Whether the command exists; the reason when it does not. */
export async function missingTerraform(): Promise<string | undefined> {
  const { code, stderr } = await execute('terraform', ['version'], '.', process.env);
  return code === 0 ? undefined : stderr.trim() || 'terraform is not on the PATH';
}

/**
 * Terraform with the registry's provider where it can be reached, else with the stand-in.
 * @throws Error when neither can be had, saying what to set.
 */
export async function openTerraform(choice: ProviderChoice, schemaFile: string): Promise<Terraform> {
  const work = mkdtempSync(path.join(tmpdir(), 'flightdeck-terraform-'));
  const cache = path.join(work, 'plugins');
  mkdirSync(cache);
  const remove = () => rmSync(work, { recursive: true, force: true });
  if (choice !== 'stand-in') {
    const env = {
      TF_PLUGIN_CACHE_DIR: cache,
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: 'true',
      TF_REGISTRY_CLIENT_TIMEOUT: REGISTRY_TIMEOUT_S,
      TF_REGISTRY_DISCOVERY_RETRY: '0',
    };
    const probe = path.join(work, 'probe');
    mkdirSync(probe);
    writeFileSync(
      path.join(probe, 'main.tf'),
      'terraform {\n  required_providers {\n    google = {\n      source  = "hashicorp/google"\n      version = ">= 7.40, < 9.0"\n    }\n  }\n}\n',
    );
    const reached = await terraformIn(work, env)(probe, ['init', '-backend=false']);
    if (reached.code === 0)
      return { provider: "the registry's provider", run: terraformIn(work, env), close: remove };
    if (choice === 'registry') {
      remove();
      throw new Error(`the registry's provider cannot be had:\n${reached.stderr}`);
    }
  }
  const { reattach, close } = await startStandIn(googleProvider(readSchema(schemaFile)));
  const configuration = path.join(work, 'terraform.rc');
  // A mirror that holds nothing: Terraform then asks no registry, and takes the stand-in it is told of.
  writeFileSync(
    configuration,
    `provider_installation {\n  filesystem_mirror {\n    path    = ${JSON.stringify(work)}\n    include = ["flightdeck/none"]\n  }\n}\n`,
  );
  const env = { TF_CLI_CONFIG_FILE: configuration, TF_REATTACH_PROVIDERS: reattach };
  return {
    provider: `a stand-in with the schema of ${path.basename(schemaFile)}`,
    run: terraformIn(work, env),
    close: () => {
      close();
      remove();
    },
  };
}

function readSchema(file: string) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(
      `no registry can be reached and ${file} cannot be read: set TERRAFORM_GOOGLE_SCHEMA to the output of \`terraform providers schema -json\` with hashicorp/google`,
      { cause },
    );
  }
}

function terraformIn(work: string, env: Record<string, string>): Terraform['run'] {
  return (directory, args) => {
    const data = path.join(work, createHash('sha256').update(directory).digest('hex').slice(0, 12));
    return execute('terraform', args, directory, {
      ...process.env,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      ...env,
      TF_DATA_DIR: data,
    });
  };
}

function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout: text(out), stderr: text(err) }));
  });
}
