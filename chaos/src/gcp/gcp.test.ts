import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadExperiments } from '../document/load.ts';
import { checkProject } from './guard.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const experiments = await loadExperiments(join(root, 'chaos/gcp'));

// A real project cannot be had here: no account, no network. The stand-ins below answer as gcloud and bq are
// documented to, and write down what they were asked; that the real ones understand it is not shown.
const STAND_IN = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const words = process.argv.slice(2);
const name = require('node:path').basename(process.argv[1]);
appendFileSync(process.env.ASKED, JSON.stringify([name, ...words]) + '\\n');
if (words.join(' ').includes(process.env.FAILS || 'nothing at all')) { console.error('denied'); process.exit(1); }
if (words[0] === 'projects') console.log(JSON.stringify({ projectId: words[2], lifecycleState: 'ACTIVE', labels: JSON.parse(process.env.LABELS) }));
if (words[0] === 'auth') console.log('token-of-nobody');
`;

describe('experiments against the cloud', () => {
  let folder: string;
  let monitoring: Server;
  let fired: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flightdeck-gcloud-'));
    for (const name of ['gcloud', 'bq']) {
      await writeFile(join(folder, name), STAND_IN);
      await chmod(join(folder, name), 0o755);
    }
    monitoring = createServer((request, response) => {
      const known = request.headers.authorization === 'Bearer token-of-nobody';
      const alerts = fired.map((displayName) => ({
        openTime: new Date().toISOString(),
        policy: { displayName },
      }));
      response.writeHead(known ? 200 : 401).end(JSON.stringify({ alerts }));
    });
    await new Promise<void>((done) => monitoring.listen(0, '127.0.0.1', done));
  });
  beforeEach(async () => {
    fired = [];
    await writeFile(join(folder, 'asked'), '');
  });
  afterAll(async () => {
    await new Promise((done) => monitoring.close(done));
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the command as a person would. */
  function chaosGcp(argv: string[], env: Record<string, string> = {}) {
    return new Promise<{ code: number; said: string }>((done) => {
      execFile(
        process.execPath,
        ['chaos/src/gcp/main.ts', ...argv],
        {
          cwd: root,
          env: {
            PATH: `${folder}${delimiter}${process.env['PATH']}`,
            ASKED: join(folder, 'asked'),
            LABELS: '{"environment":"dev","flightdeck-chaos":"allowed"}',
            FLIGHTDECK_CHAOS_PROJECT: 'flights-dev',
            FLIGHTDECK_CHAOS_SUBSCRIBER: 'serviceAccount:subscriber@flights-dev.iam.gserviceaccount.com',
            FLIGHTDECK_CHAOS_MONITORING: `http://127.0.0.1:${(monitoring.address() as AddressInfo).port}`,
            ...env,
          },
        },
        (error, stdout, stderr) =>
          done({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` }),
      );
    });
  }
  const asked = async (): Promise<string[]> =>
    (await readFile(join(folder, 'asked'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as string[]).join(' '));
  /** What was asked that changes something. */
  const changes = async (): Promise<string[]> =>
    (await asked()).filter((line) => !/ (describe|show|print-access-token) ?/.test(line));

  it.each(experiments.map(({ name }) => [name]))('%s changes nothing in a dry run', async (name) => {
    const { code, said } = await chaosGcp([name]);
    expect(said).toMatch(/what is done:[\s\S]*a dry run: nothing was changed/);
    expect(code).toBe(0);
    expect(await changes()).toEqual([]);
    expect(await asked()).toContain('gcloud projects describe flights-dev --format=json --quiet');
  });

  it.each([
    ['without the label', '{"environment":"dev"}', /not labelled flightdeck-chaos=allowed/],
    [
      'labelled as production',
      '{"environment":"prod","flightdeck-chaos":"allowed"}',
      /labelled as production/,
    ],
  ])('refuses a project %s, also with --run', async (_, labels, why) => {
    const { code, said } = await chaosGcp(['workers-to-zero', '--run'], { LABELS: labels });
    expect(said).toMatch(why);
    expect(code).toBe(1);
    expect(await changes()).toEqual([]);
  });

  it('scales the workers to zero, waits for the alerts, and scales them up again', async () => {
    fired = ['subscriber-down', 'backlog-age'];
    const { code, said } = await chaosGcp(['workers-to-zero', '--run']);
    expect(said).toMatch(/subscriber-down fired after \d+ s/);
    expect(code).toBe(0);
    expect(await changes()).toEqual([
      'gcloud run worker-pools update subscriber --instances=0 --region=europe-west1 --project=flights-dev --quiet',
      'gcloud run worker-pools update subscriber --instances=1 --region=europe-west1 --project=flights-dev --quiet',
    ]);
  });

  it('rolls back when the action itself failed, and says so', async () => {
    const { code, said } = await chaosGcp(['revoke-warehouse-role', '--run'], { FAILS: 'remove-iam' });
    expect(said).toMatch(/FAIL revoke the subscriber's role: denied/);
    expect(code).toBe(1);
    expect((await changes()).at(-1)).toMatch(
      /^bq --project_id=flights-dev add-iam-policy-binding --member=serviceAccount/,
    );
  });

  it('asks for what is not set, and does nothing', async () => {
    const { code, said } = await chaosGcp(['revoke-warehouse-role', '--run'], {
      FLIGHTDECK_CHAOS_SUBSCRIBER: '',
    });
    expect(said).toMatch(/FLIGHTDECK_CHAOS_SUBSCRIBER/);
    expect(code).toBe(1);
    expect(await asked()).toEqual([]);
  });

  it.each(experiments.map(({ name, document }) => [name, document] as const))(
    '%s asks the guard first and names the project in every command',
    (_, document) => {
      const [guard] = document['steady-state-hypothesis'].probes;
      expect(guard?.provider).toMatchObject({
        path: 'node',
        arguments: ['chaos/src/gcp/guard-main.ts', '${project}'],
      });
      const commands = [
        ...document['steady-state-hypothesis'].probes,
        ...document.method,
        ...document.rollbacks,
      ]
        .map(({ provider }) =>
          provider.type === 'process' ? [provider.path, ...provider.arguments] : ['http'],
        )
        .filter(([path]) => path !== 'node');
      for (const command of commands) {
        expect(['gcloud', 'bq']).toContain(command[0]);
        expect(command.join(' ')).toMatch(/--project(_id)?=\$\{project\}/);
      }
    },
  );
});

describe('the guard', () => {
  const project = {
    projectId: 'flights-dev',
    lifecycleState: 'ACTIVE',
    labels: { 'flightdeck-chaos': 'allowed' },
  };

  it('lets a labelled project pass', () => expect(() => checkProject('flights-dev', project)).not.toThrow());

  it.each([
    [{ ...project, projectId: 'flights-prod' }, /answered for flights-prod/],
    [{ ...project, lifecycleState: 'DELETE_REQUESTED' }, /DELETE_REQUESTED/],
    [{ projectId: 'flights-dev', lifecycleState: 'ACTIVE' }, /not labelled/],
  ])('refuses %j', (given, why) => expect(() => checkProject('flights-dev', given)).toThrow(why));
});
