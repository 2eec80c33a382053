import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PORTS } from '@flightdeck/service';
import { startTelemetry } from '@flightdeck/telemetry';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { freePort } from '../../scripts/free-ports.ts';

const CONFIG = fileURLToPath(new URL('prometheus.yaml', import.meta.url));
const RULES = fileURLToPath(new URL('rules.yaml', import.meta.url));
/** Longest wait for a condition, in ms; it only catches a hang. A rule is evaluated within its interval of 5 min. */
const PATIENCE_MS = 540_000;

/**
 * The major version of a Prometheus command; 0 when it is not on PATH. A build of one's own from the Go module says
 * no version: it is taken to be new.
 */
function majorOf(command: 'promtool' | 'prometheus'): number {
  try {
    const said = execFileSync(command, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return Number(/version (\d+)\./.exec(said)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return 0;
  }
}

/** Says why a test could not be run; Jest's own skipping says nothing. */
function missing(command: 'promtool' | 'prometheus', major: number): boolean {
  const found = majorOf(command);
  if (found >= major) return false;
  const there = found === 0 ? `no ${command} is on PATH` : `${command} on PATH is of version ${found}`;
  console.log(`${there}, this needs ${major} or newer (see monitoring/prometheus/README.md): not checked`);
  return true;
}

test('compose.yaml mounts files that exist, on ports of loopback that no part of the pipeline has', async () => {
  const file = new URL('compose.yaml', import.meta.url);
  const { services } = parse(await readFile(file, 'utf8')) as {
    services: Record<string, { image: string; ports: string[]; volumes: string[]; depends_on?: string[] }>;
  };
  const taken = Object.values(PORTS).map(({ port }) => String(port));
  for (const { image, ports, volumes, depends_on: others = [] } of Object.values(services)) {
    expect(image).toMatch(/^[a-z]+\/[a-z]+:v?\d+\.\d+\.\d+$/);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(others));
    for (const port of ports) {
      expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
      expect(taken).not.toContain(port.split(':')[1]);
    }
    for (const volume of volumes) {
      const [source = '', target, mode] = volume.split(':');
      await access(new URL(source, file));
      expect({ target, mode }).toEqual({ target: expect.stringMatching(/^\//), mode: 'ro' });
    }
  }
});

describe('promtool', () => {
  test('accepts the committed rules', () => {
    if (missing('promtool', 2)) return;
    expect(execFileSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' })).toContain('SUCCESS');
  });

  test('accepts the configuration, with the OTLP receiver that Prometheus 3 has', () => {
    if (missing('promtool', 3)) return;
    expect(execFileSync('promtool', ['check', 'config', CONFIG], { encoding: 'utf8' })).toContain('SUCCESS');
  });
});

describe('Prometheus 3', () => {
  let server: ChildProcess | undefined;
  let data = '';
  afterEach(async () => {
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.kill('SIGTERM');
    await closed;
    await rm(data, { recursive: true, force: true });
  });

  test('takes the OTLP of the apps with names verbatim, and evaluates every rule without a fault', async () => {
    if (missing('prometheus', 3)) return;
    data = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    server = spawn('prometheus', [
      `--config.file=${CONFIG}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-otlp-receiver',
    ]);
    await until('Prometheus to be ready', async () => (await fetch(`${url}/-/ready`)).ok);

    const telemetry = startTelemetry({
      service: 'api',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/api/v1/otlp`, LOG_LEVEL: 'silent' },
    });
    telemetry.instruments.httpServerRequestDuration.record(0.2, {
      method: 'GET',
      route: '/v1/flights',
      code: '503',
    });
    telemetry.instruments.ingestEvents.add(1, { outcome: 'stored', system: 'system-01' });
    await telemetry.shutdown();

    const labelsOf = async (query: string): Promise<Record<string, string>[]> => {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
      const { data: found } = (await answer.json()) as {
        data: { result: { metric: Record<string, string> }[] };
      };
      return found.result.map(({ metric }) => metric);
    };
    expect(await labelsOf('http_server_requests_total{code_class="5xx"}')).toMatchObject([
      { job: 'api', route: '/v1/flights', instance: expect.any(String) },
    ]);
    expect(await labelsOf('http_server_request_duration_seconds_bucket{le="0.3"}')).toHaveLength(1);
    expect(await labelsOf('ingest_events_total{outcome="stored"}')).toMatchObject([{ system: 'system-01' }]);
    // What a translation would have made of the counters and of the units.
    expect(await labelsOf('{__name__=~".+_(total_total|seconds_seconds.*|ratio)"}')).toEqual([]);

    const health = async (): Promise<string[]> => {
      const answer = await fetch(`${url}/api/v1/rules`);
      const { data: found } = (await answer.json()) as {
        data: { groups: { rules: { health: string; lastError?: string }[] }[] };
      };
      return found.groups.flatMap(({ rules }) => rules.map((rule) => rule.lastError ?? rule.health));
    };
    const written = parse(await readFile(RULES, 'utf8')) as { groups: { rules: unknown[] }[] };
    await until('every rule to be evaluated', async () => !(await health()).includes('unknown'));
    expect(await health()).toEqual(written.groups.flatMap(({ rules }) => rules.map(() => 'ok')));
  });
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > giveUpAt) throw new Error(`waited ${PATIENCE_MS} ms for ${what}`);
    await delay(100);
  }
}
