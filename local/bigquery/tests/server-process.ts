import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ports {
  readonly rest: number;
  readonly grpc: number;
}

export const freePorts = async (): Promise<Ports> => ({ rest: await freePort(), grpc: await freePort() });

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
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
