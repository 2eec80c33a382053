import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Verdict } from '../slo-gate/gate.ts';
import { type Ports, releaseService, releaseWhole } from './release.ts';
import { smoke } from './smoke.ts';

const target = { project: 'flights-test', region: 'europe-west1', name: 'api' };
const good: Verdict = { promote: true, reason: 'within the objectives', looks: 1 };
const bad: Verdict = { promote: false, reason: 'slo-api-availability-page holds', looks: 1 };

/**
 * Cloud Run's state behind the gcloud commands that a release uses. Cloud Run cannot be had on one machine; what is
 * tested here is the order of the steps and the way back, not gcloud.
 */
function cloudRun() {
  const traffic = new Map([['api-1', 100]]);
  let image = 'image:1';
  let revision = 1;
  const history: string[] = [];
  const run = async (args: readonly string[]): Promise<string> => {
    const option = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    expect(option('project')).toBe('flights-test');
    expect(option('region')).toBe('europe-west1');
    if (args.includes('deploy')) {
      expect(args).toContain('--no-traffic');
      image = option('image') as string;
      traffic.set(`api-${++revision}`, 0);
    } else if (args.includes('update-traffic')) {
      for (const name of traffic.keys()) traffic.set(name, 0);
      const split = option('to-revisions') as string;
      history.push(split);
      for (const [name, percent] of split.split(',').map((part) => part.split('=') as [string, string])) {
        traffic.set(name, Number(percent));
      }
    } else if (args.includes('update')) {
      image = option('image') as string;
      history.push(image);
    } else if (args.includes('services')) {
      const latest = `api-${revision}`;
      const shares = [...traffic].map(([revisionName, percent]) => ({
        revisionName,
        percent,
        ...(revisionName === latest && revision > 1 ? { tag: 'candidate', url: 'https://candidate' } : {}),
      }));
      return JSON.stringify({ status: { latestCreatedRevisionName: latest, traffic: shares } });
    } else {
      return JSON.stringify({ spec: { template: { spec: { containers: [{ image }] } } } });
    }
    return '';
  };
  return { run, traffic, history, image: () => image };
}

function ports(run: Ports['run'], verdicts: Verdict[], more: Partial<Ports> = {}): Ports {
  return {
    run,
    before: async () => good,
    gate: async () => verdicts.shift() ?? good,
    smoke: async () => {},
    log: () => {},
    ...more,
  };
}

describe('a release of a service', () => {
  it('goes to 5, 25 and 100 %, each behind the gate', async () => {
    const cloud = cloudRun();
    const { released } = await releaseService(target, 'image:2', ports(cloud.run, [good, good, good]));
    expect(released).toBe(true);
    expect(cloud.history).toEqual(['api-2=5,api-1=95', 'api-2=25,api-1=75', 'api-2=100']);
  });

  it.each([
    ['5 %', [bad], ['api-2=5,api-1=95', 'api-1=100']],
    ['25 %', [good, bad], ['api-2=5,api-1=95', 'api-2=25,api-1=75', 'api-1=100']],
    ['100 %', [good, good, bad], ['api-2=5,api-1=95', 'api-2=25,api-1=75', 'api-2=100', 'api-1=100']],
  ])('gives all traffic back when it burns at %s', async (_, verdicts, history) => {
    const cloud = cloudRun();
    const outcome = await releaseService(target, 'image:2', ports(cloud.run, [...verdicts]));
    expect(outcome.released).toBe(false);
    expect(outcome.reason).toContain('slo-api-availability-page');
    expect(cloud.history).toEqual(history);
  });

  it('gives a candidate that fails the smoke test no request at all', async () => {
    const cloud = cloudRun();
    const failing = async () => {
      throw new Error('smoke test: /readyz answered 503');
    };
    const outcome = await releaseService(target, 'image:2', ports(cloud.run, [], { smoke: failing }));
    expect(outcome).toEqual({ released: false, reason: 'smoke test: /readyz answered 503' });
    expect(cloud.traffic.get('api-2')).toBe(0);
    expect(cloud.traffic.get('api-1')).toBe(100);
  });

  it('changes nothing while the service burns already', async () => {
    const cloud = cloudRun();
    const outcome = await releaseService(
      target,
      'image:2',
      ports(cloud.run, [], { before: async () => bad }),
    );
    expect(outcome.released).toBe(false);
    expect(cloud.history).toEqual([]);
    expect(cloud.image()).toBe('image:1');
  });
});

describe('a release of a worker pool or job', () => {
  it('changes the image and keeps it', async () => {
    const cloud = cloudRun();
    const { released } = await releaseWhole('worker-pools', target, 'image:2', ports(cloud.run, [good]));
    expect(released).toBe(true);
    expect(cloud.image()).toBe('image:2');
  });

  it('puts the old image back when it burns', async () => {
    const cloud = cloudRun();
    const { released } = await releaseWhole('jobs', target, 'image:2', ports(cloud.run, [bad]));
    expect(released).toBe(false);
    expect(cloud.history).toEqual(['image:2', 'image:1']);
  });
});

describe('the smoke test', () => {
  const asked: string[] = [];
  let broken = '';
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(request.url === broken ? 500 : 200).end();
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('asks every kind of endpoint with the token', async () => {
    await smoke(url(), 'token');
    expect(asked).toEqual(
      ['/readyz', '/openapi.json', '/v1/systems', '/v1/flights?page_size=1'].map(
        (path) => `${path} Bearer token`,
      ),
    );
  });

  it('names the path that does not answer', async () => {
    broken = '/v1/systems';
    await expect(smoke(url(), undefined, async () => {})).rejects.toThrow('/v1/systems answered 500');
  });
});
