import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness, topicName } from './harness.ts';

const SCRIPT = fileURLToPath(new URL('python_client.py', import.meta.url));

/** A Python that has google-cloud-pubsub; FLIGHTDECK_PYTHON names another than the usual one. */
const python = process.env.FLIGHTDECK_PYTHON ?? 'python3';

function whyNot(): string | undefined {
  try {
    execFileSync(python, ['-c', 'import google.cloud.pubsub_v1'], { stdio: 'ignore', timeout: 60_000 });
    return undefined;
  } catch {
    return `"${python}" has no google-cloud-pubsub: \`pip install google-cloud-pubsub\`, or set FLIGHTDECK_PYTHON`;
  }
}

const reason = whyNot();
if (reason !== undefined) console.warn(`The Python client is not tested: ${reason}.`);

describe('clients of other languages', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  (reason === undefined ? it : it.skip)("serves Google's Python client", async () => {
    const env = { ...process.env, PUBSUB_EMULATOR_HOST: `127.0.0.1:${harness.server.port}` };
    const { stdout } = await promisify(execFile)(python, [SCRIPT, PROJECT, 'hello'], {
      env,
      timeout: 110_000,
    });
    const lines = stdout.trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      again: 'Resource already exists in the project (resource=python).',
      missing: 'Resource not found (resource=python).',
      received: Array.from({ length: 20 }, (_, i) => [`hello ${i}`, { number: `${i}` }]),
      left: 0,
      topics: [topicName('python')],
    });
  });
});
