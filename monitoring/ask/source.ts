import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readPorts } from '@flightdeck/service';
import type { Command } from 'commander';

/** A PromQL HTTP API: the laptop's, Google's, or any Prometheus. */
export interface Source {
  /** What `/api/v1/query` is appended to. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SourceOptions {
  readonly url?: string;
  readonly project?: string;
}

/** The two options by which a command says whom it asks; the laptop's monitoring without either. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('--project <id>', "ask Cloud Monitoring of this project, with gcloud's credentials")
    .option(
      '--url <url>',
      "ask this Prometheus; default: the running pipeline's (FLIGHTDECK_PORT_OFFSET counts)",
    );
}

const TOKEN_TIMEOUT_MS = 30_000;

/** @throws Error when gcloud gives no token */
export async function findSource(
  { url, project }: SourceOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Source> {
  if (url !== undefined) return { url: url.replace(/\/$/, ''), headers: {} };
  if (project === undefined) return { url: `http://127.0.0.1:${readPorts(env).monitoring}`, headers: {} };
  return {
    url: `https://monitoring.googleapis.com/v1/projects/${project}/location/global/prometheus`,
    headers: { authorization: `Bearer ${await gcloudToken()}` },
  };
}

async function gcloudToken(): Promise<string> {
  try {
    const options = { timeout: TOKEN_TIMEOUT_MS };
    const { stdout } = await promisify(execFile)('gcloud', ['auth', 'print-access-token'], options);
    return stdout.trim();
  } catch (cause) {
    throw new Error('gcloud gave no token; run: gcloud auth login', { cause });
  }
}
