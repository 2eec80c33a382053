import type { Ports } from '@flightdeck/service';
import { BigQuery } from '@google-cloud/bigquery';
import { PubSub } from '@google-cloud/pubsub';
import { PassThroughClient } from 'google-auth-library';
import { appEnvironment, HOST, PROJECT } from '../environment.ts';
import { provisionMessaging } from './messaging.ts';
import { provisionMonitoring } from './monitoring.ts';
import { provisionWarehouse } from './warehouse.ts';

/** Does on this machine what `terraform apply` does in the cloud: whatever is missing is created. */
export async function provision(ports: Ports, root: string): Promise<void> {
  const env = appEnvironment(ports);
  const name = (key: string): string => env[key] ?? '';
  // The clients read these from the environment of their process.
  for (const key of ['PUBSUB_EMULATOR_HOST', 'METADATA_SERVER_DETECTION']) process.env[key] = name(key);
  const pubsub = new PubSub({ projectId: PROJECT });
  const bigquery = new BigQuery({
    projectId: PROJECT,
    apiEndpoint: name('BIGQUERY_API_ENDPOINT'),
    authClient: new PassThroughClient(),
  });
  try {
    await Promise.all([
      provisionMessaging(pubsub, {
        topic: name('PUBSUB_TOPIC'),
        subscription: name('PUBSUB_SUBSCRIPTION'),
        deadLetterTopic: name('PUBSUB_DEAD_LETTER_TOPIC'),
        deadLetterSubscription: name('PUBSUB_DEAD_LETTER_SUBSCRIPTION'),
      }),
      provisionWarehouse(bigquery, {
        project: PROJECT,
        dataset: name('BIGQUERY_DATASET'),
        table: name('BIGQUERY_TABLE'),
      }),
      provisionMonitoring(`http://${HOST}:${ports.monitoring}`, PROJECT, root),
    ]);
  } finally {
    await pubsub.close();
  }
}
