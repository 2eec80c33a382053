import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, createServer, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from './running.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exited: Promise<number | null>;
}

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, FLIGHTDECK_OTLP_PORT: '0', FLIGHTDECK_MONITORING_PORT: '0', ...env },
  });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, out: () => out, err: () => err, exited };
}

describe('the process', () => {
  it('logs JSON lines, serves, and ends with 0 on SIGTERM', async () => {
    const { child, out, exited } = start(['--time-scale', '60']);
    await until(() => out().includes('ready'));
    const line = JSON.parse(out().split('\n')[0] ?? '') as {
      ports: { monitoring: number };
      severity: string;
    };
    expect(line.severity).toBe('INFO');
    const health = await fetch(`http://127.0.0.1:${line.ports.monitoring}/_flightdeck/healthz`);
    expect(await health.json()).toEqual({ status: 'ok' });
    // A browser that watches must not hold up the end.
    await fetch(`http://127.0.0.1:${line.ports.monitoring}/_flightdeck/events`);
    // Nor must a connection that is kept alive past a request that was running when the end began.
    const agent = new Agent({ keepAlive: true });
    const slow = { kind: 'latency', method: 'GET /api/v1/labels', latency: { meanMs: 1_000 } };
    const base = `http://127.0.0.1:${line.ports.monitoring}`;
    await fetch(`${base}/_flightdeck/faults`, { method: 'POST', body: JSON.stringify(slow) });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      get(`${base}/api/v1/labels`, { agent }, (response) => resolve(response.resume().statusCode)).on(
        'error',
        reject,
      );
    });
    const matched = async () => {
      const { faults } = (await (await fetch(`${base}/_flightdeck/faults`)).json()) as {
        faults: { injected: number }[];
      };
      return faults[0]?.injected === 1;
    };
    await until(matched);
    const asked = performance.now();
    child.kill('SIGTERM');
    expect(await answered).toBe(200);
    expect(await exited).toBe(0);
    // The kept-alive limit is 75 s: an end that waits for it is told apart on any machine.
    expect(performance.now() - asked).toBeLessThan(40_000);
    agent.destroy();
  });

  it('names a taken port and the variable that changes it, and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await until(() => taken.listening);
    const { port } = taken.address() as { port: number };
    try {
      const { err, exited } = start([], { FLIGHTDECK_OTLP_PORT: String(port) });
      expect(await exited).toBe(1);
      expect(err()).toMatch(new RegExp(`port ${port} \\(OTLP/HTTP in\\) is taken.*FLIGHTDECK_OTLP_PORT`));
    } finally {
      taken.close();
    }
  });

  it('refuses options and SLO documents that it cannot use', async () => {
    const scale = start(['--time-scale', 'fast']);
    const slos = start(['--slos', '/nowhere']);
    expect([await scale.exited, await slos.exited]).toEqual([1, 1]);
    expect(scale.err()).toMatch(/--time-scale.*a number from 1 to/);
    expect(slos.err()).toMatch(/cannot read \/nowhere/);
  });
});
