import { execFile, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../../scripts/free-ports.ts';
import type { Series } from '../src/index.ts';

const run = promisify(execFile);
const START_LIMIT_MS = 60_000;
const POLL_MS = 200;

export interface RunningPrometheus {
  readonly version: string;
  range(query: string, startMs: number, endMs: number, stepMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the Prometheus found on PATH over the given series; null if there is none (or no promtool). */
export async function startPrometheus(all: readonly Series[]): Promise<RunningPrometheus | null> {
  const version = await run('prometheus', ['--version']).then(
    ({ stdout, stderr }) => /version (\S+)/.exec(stdout + stderr)?.[1] ?? 'unknown',
    () => null,
  );
  if (version === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'promql-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const text = join(folder, 'samples.txt');
    await writeOpenMetrics(text, all);
    await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, join(folder, 'data')]);
    writeFileSync(join(folder, 'prometheus.yml'), '');
    const port = await freePort();
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
      remove();
    };
    await ready(`http://127.0.0.1:${port}/-/ready`).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return { version, stop, range: (...query) => rangeQuery(port, ...query) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function rangeQuery(
  port: number,
  query: string,
  startMs: number,
  endMs: number,
  stepMs: number,
): Promise<void> {
  const body = new URLSearchParams({
    query,
    start: String(startMs / 1000),
    end: String(endMs / 1000),
    step: String(stepMs / 1000),
  });
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query_range`, { method: 'POST', body });
  const { status, data } = (await answer.json()) as { status: string; data?: { result: unknown[] } };
  if (status !== 'success' || !data || data.result.length === 0) throw new Error(`no result for ${query}`);
}

async function writeOpenMetrics(path: string, all: readonly Series[]): Promise<void> {
  const out = createWriteStream(path);
  out.write('# TYPE http_requests counter\n');
  for (const { labels, timestamps, values } of all) {
    const name = `http_requests_total{code="${labels.code}",instance="${labels.instance}"}`;
    const lines = Array.from(timestamps, (t, i) => `${name} ${values[i]} ${t / 1000}\n`);
    if (!out.write(lines.join(''))) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => out.end('# EOF\n', () => resolve()));
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    const ok = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await delay(POLL_MS);
  }
  throw new Error(`Prometheus was not ready within ${START_LIMIT_MS / 1000} s`);
}
