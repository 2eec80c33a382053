import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle, contents, DEPLOYED } from './bundle.ts';
import { type LocalCloud, type Running, startLocalCloud, startProcess } from './local-cloud.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

let out: string;
let cloud: LocalCloud;

beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'flightdeck-bundle-'));
  for (const app of DEPLOYED) await bundle(repository, app, out);
  cloud = await startLocalCloud(repository, path.join(out, 'data'));
});

afterAll(async () => {
  await cloud?.stop();
  await rm(out, { recursive: true, force: true });
});

/** Started where nothing of the repository can be found: neither sources nor node_modules. */
const start = (app: (typeof DEPLOYED)[number], port: number): Running =>
  startProcess(process.execPath, ['main.mjs'], path.join(out, app), { ...cloud.env, PORT: String(port) });

describe('a bundle', () => {
  it.each(DEPLOYED)('%s is one file with a bill of what is in it', async (app) => {
    expect(await contents(out, app)).toEqual(['main.mjs', 'sbom.cdx.json']);
  });

  it('runs from a directory that holds nothing else: an event goes in and comes out of the API', async () => {
    const subscriber = start('subscriber', cloud.free.subscriber);
    const api = start('api', cloud.free.api);
    await Promise.all([
      subscriber.healthy(`http://127.0.0.1:${cloud.free.subscriber}/readyz`),
      api.healthy(`http://127.0.0.1:${cloud.free.api}/readyz`),
    ]);

    // The canary is the smoke test: it publishes, and exits 0 only when it has seen the event through the API.
    const canary = start('canary', 0);
    expect(await canary.exit()).toEqual(expect.objectContaining({ code: 0 }));

    const answer = await fetch(`http://127.0.0.1:${cloud.free.api}/v1/systems`);
    expect(answer.status).toBe(200);

    expect(await subscriber.stop()).toEqual(expect.objectContaining({ code: 0 }));
    expect(await api.stop()).toEqual(expect.objectContaining({ code: 0 }));
  });

  it('refuses to start on bad configuration, with the variable named', async () => {
    const api = startProcess(process.execPath, ['main.mjs'], path.join(out, 'api'), { PORT: 'eighty' });
    const { code, stderr } = await api.exit();
    expect(code).toBe(1);
    expect(stderr).toContain('PORT');
    expect(stderr).toContain('GOOGLE_CLOUD_PROJECT');
  });
});
