import { describe, expect, test } from '@jest/globals';
import { detectResource, type ReadMetadata } from './resource.ts';

const metadata: ReadMetadata = async (path) => {
  if (path === 'region') return 'projects/123/regions/europe-west1';
  throw new Error(`unexpected ${path}`);
};
const nowhere: ReadMetadata = async () => {
  throw new Error('no metadata server');
};

async function attributesOf(env: Record<string, string>, read: ReadMetadata = metadata) {
  const resource = detectResource('subscriber', env, read);
  await resource.waitForAsyncAttributes?.();
  return resource.attributes;
}

describe('on Cloud Run', () => {
  test.each([
    ['a service', { K_SERVICE: 'ingest', K_REVISION: 'ingest-00001' }],
    ['a worker pool', { CLOUD_RUN_WORKER_POOL: 'ingest', CLOUD_RUN_REVISION: 'ingest-00001' }],
    ['a job', { CLOUD_RUN_JOB: 'ingest', CLOUD_RUN_EXECUTION: 'ingest-00001' }],
  ])('%s has what the Telemetry API demands', async (_, env) => {
    expect(await attributesOf({ ...env, GOOGLE_CLOUD_PROJECT: 'p' })).toEqual({
      'service.name': 'subscriber',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'service.version': 'ingest-00001',
      'cloud.provider': 'gcp',
      'cloud.platform': 'gcp_cloud_run',
      'cloud.region': 'europe-west1',
      'cloud.account.id': 'p',
      'gcp.project_id': 'p',
      'faas.name': 'ingest',
      'faas.version': 'ingest-00001',
    });
  });

  test('a region that is given is not asked for', async () => {
    const env = { K_SERVICE: 'a', K_REVISION: 'a-1', GOOGLE_CLOUD_REGION: 'us-east1' };
    expect((await attributesOf(env, nowhere))['cloud.region']).toBe('us-east1');
  });

  test('a metadata server that does not answer costs the region only', async () => {
    const attributes = await attributesOf({ K_SERVICE: 'a', K_REVISION: 'a-1' }, nowhere);
    expect(attributes).toMatchObject({ 'service.name': 'subscriber', 'cloud.platform': 'gcp_cloud_run' });
    expect(attributes['cloud.region']).toBeUndefined();
  });
});

test('elsewhere nothing is said about a cloud, and no two processes share an instance', async () => {
  const [one, other] = await Promise.all([attributesOf({}, nowhere), attributesOf({}, nowhere)]);
  expect(Object.keys(one).sort()).toEqual(['service.instance.id', 'service.name']);
  expect(one['service.instance.id']).not.toBe(other['service.instance.id']);
});
