import { BigQuery } from '@google-cloud/bigquery';
import { type Message, PubSub } from '@google-cloud/pubsub';
import { readSubscriberConfig } from '../src/config.ts';
import { restOptions } from '../src/google/endpoint.ts';
import { createMeter } from './measure.ts';

// The shape most people write first: the Subscription class with its defaults, and `table.insert` of 500 rows, the size
// that BigQuery's documentation recommends.
const ROWS = 500;
const LINGER_MS = 50;

const config = readSubscriberConfig(process.env);
const settled = createMeter(process.env);
const pubsub = new PubSub({ projectId: config.GOOGLE_CLOUD_PROJECT });
const bigquery = new BigQuery({
  projectId: config.GOOGLE_CLOUD_PROJECT,
  ...restOptions(config.BIGQUERY_API_ENDPOINT),
});
const table = bigquery.dataset(config.BIGQUERY_DATASET).table(config.BIGQUERY_TABLE);
let waiting: Message[] = [];
let timer: NodeJS.Timeout | undefined;

async function flush(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const batch = waiting;
  waiting = [];
  await table.insert(
    batch.map((message) => ({
      ...JSON.parse(message.data.toString()),
      published_at: message.publishTime.toISOString(),
      ingested_at: new Date().toISOString(),
      message_id: message.id,
    })),
  );
  for (const message of batch) message.ack();
  settled(batch.length);
}

pubsub.subscription(config.PUBSUB_SUBSCRIPTION).on('message', (message: Message) => {
  waiting.push(message);
  if (waiting.length >= ROWS) void flush();
  else timer ??= setTimeout(() => void flush(), LINGER_MS);
});
