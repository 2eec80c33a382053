import { ConfigError, type Environment, readConfig, wholeNumber } from '@flightdeck/service';
import { z } from 'zod';

const text = z.string().min(1);
const url = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' });

/** Every environment variable of the subscriber beside those of telemetry, with its default. */
const SHAPE = {
  GOOGLE_CLOUD_PROJECT: text,
  PUBSUB_SUBSCRIPTION: text.default('flights-subscriber'),
  PUBSUB_DEAD_LETTER_TOPIC: text.default('flights-dead-letter'),
  BIGQUERY_API_ENDPOINT: url.optional(),
  BIGQUERY_STORAGE_ENDPOINT: url.optional(),
  BIGQUERY_DATASET: text.default('flightdeck'),
  BIGQUERY_TABLE: text.default('flight_events'),
  PORT: wholeNumber(0, 65_535).default(8081),
  INGEST_MODE: z.enum(['pull', 'push']).default('pull'),
  WAREHOUSE_WRITE: z.enum(['storage-write', 'insert-all']).default('storage-write'),
  /** Held at most: with about 2 KB each, 20 MB. Twice what three batches in flight and one open need. */
  INGEST_MAX_OUTSTANDING: wholeNumber(1, 100_000).default(16_000),
  INGEST_MAX_OUTSTANDING_BYTES: wholeNumber(1_000_000, 1_000_000_000).default(64_000_000),
  /** Measured: larger batches gain nothing, smaller ones pay more for each request. */
  INGEST_BATCH_EVENTS: wholeNumber(1, 10_000).default(2_000),
  /** Unnoticed within a freshness objective of 10 s, and enough to fill batches under load. */
  INGEST_LINGER_MS: wholeNumber(0, 10_000).default(50),
  INGEST_WRITES_IN_FLIGHT: wholeNumber(1, 20).default(3),
  /** Push only: the audience of the OIDC token Pub/Sub sends; unset means tokens are not checked. */
  PUSH_AUDIENCE: text.optional(),
  /** Push only: the service account the token must be of. */
  PUSH_SERVICE_ACCOUNT: text.optional(),
  /** Push only: where the issuer's certificates are; unset means Google's. */
  PUSH_CERTS_URL: url.optional(),
};

export type Config = ReturnType<typeof readSubscriberConfig>;

/** @throws ConfigError with every fault in one message */
export function readSubscriberConfig(env: Environment) {
  const config = readConfig(SHAPE, env);
  if (config.PUSH_SERVICE_ACCOUNT !== undefined && config.PUSH_AUDIENCE === undefined) {
    throw new ConfigError(
      'invalid configuration:\n  PUSH_SERVICE_ACCOUNT: needs PUSH_AUDIENCE, without which no token is checked',
    );
  }
  return config;
}
