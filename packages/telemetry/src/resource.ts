import { randomUUID } from 'node:crypto';
import type { Environment } from '@flightdeck/service';
import {
  type DetectedResourceAttributes,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import * as metadata from 'gcp-metadata';

/** Reads one value of Cloud Run's metadata server, such as `instance/region`. */
export type ReadMetadata = (path: string) => Promise<string>;

const readMetadata: ReadMetadata = async (path) => String(await metadata.instance(path));

/**
 * What Cloud Run tells its containers, by kind of resource. Google's resource detector knows services
 * only; worker pools and jobs have variables of their own.
 * @see https://docs.cloud.google.com/run/docs/container-contract
 */
const CLOUD_RUN_REVISIONS: readonly { readonly when: string; readonly revision: string }[] = [
  { when: 'K_SERVICE', revision: 'K_REVISION' },
  { when: 'CLOUD_RUN_WORKER_POOL', revision: 'CLOUD_RUN_REVISION' },
  { when: 'CLOUD_RUN_JOB', revision: 'CLOUD_RUN_EXECUTION' },
];

/**
 * Who is speaking. The Telemetry API needs a `location` (from `cloud.region`) and an `instance` (from
 * `service.instance.id`), or it refuses every point; both are therefore always set on Cloud Run.
 */
export function detectResource(
  service: string,
  env: Environment,
  read: ReadMetadata = readMetadata,
): Resource {
  const attributes: DetectedResourceAttributes = {
    'service.name': service,
    // One id per process, not per machine: counters of two lives must not share a series.
    'service.instance.id': randomUUID(),
  };
  const cloudRun = CLOUD_RUN_REVISIONS.find(({ when }) => env[when]);
  if (cloudRun !== undefined) {
    attributes['cloud.provider'] = 'gcp';
    attributes['cloud.platform'] = 'gcp_cloud_run';
    attributes['cloud.region'] = region(env, read);
    attributes['faas.name'] = env[cloudRun.when];
    attributes['faas.version'] = env[cloudRun.revision];
    attributes['service.version'] = env[cloudRun.revision];
  }
  if (env.GOOGLE_CLOUD_PROJECT) {
    attributes['cloud.account.id'] = env.GOOGLE_CLOUD_PROJECT;
    // Selects the project that the Telemetry API stores the data in.
    attributes['gcp.project_id'] = env.GOOGLE_CLOUD_PROJECT;
  }
  return resourceFromAttributes(attributes);
}

/** `GOOGLE_CLOUD_REGION` where set, else the metadata server's `projects/123/regions/europe-west1`. */
function region(env: Environment, read: ReadMetadata): string | Promise<string | undefined> {
  if (env.GOOGLE_CLOUD_REGION) return env.GOOGLE_CLOUD_REGION;
  return read('region').then(
    (path) => path.split('/').at(-1),
    () => undefined,
  );
}
