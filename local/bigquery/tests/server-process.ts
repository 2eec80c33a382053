import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../../scripts/free-ports.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ports {
  readonly rest: number;
  readonly grpc: number;
}

export async function twoPorts(): Promise<Ports> {
  const [rest = 0, grpc = 0] = await freePorts(2);
  return { rest, grpc };
}

/** Starts the server as a process of its own; resolves when it answers. */
export async function startProcess(dataDir: string, ports: Ports): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, '--data', dataDir], {
    env: {
      ...process.env,
      FLIGHTDECK_BIGQUERY_PORT: String(ports.rest),
      FLIGHTDECK_BIGQUERY_STORAGE_PORT: String(ports.grpc),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${ports.rest}/_flightdeck/readyz`).catch(() => undefined);
    if (answer?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
