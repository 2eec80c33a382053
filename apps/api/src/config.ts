import { type Environment, readConfig, wholeNumber } from '@flightdeck/service';
import { z } from 'zod';
import { parseApiKeys } from './http/api-keys.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' });

const apiKeys = z.string().transform((text, context) => {
  const keys = parseApiKeys(text);
  if (keys !== undefined) return keys;
  context.addIssue('expected name:sha256,name:sha256 (digests in hex)');
  return z.NEVER;
});

/** The API's environment; units in the names, the reason beside each default. */
const SHAPE = {
  PORT: wholeNumber(0, 65_535).default(8080),
  GOOGLE_CLOUD_PROJECT: z.string(),
  BIGQUERY_API_ENDPOINT: httpUrl.optional(),
  BIGQUERY_DATASET: z
    .string()
    .regex(/^\w{1,1024}$/, 'expected letters, digits and underscores')
    .default('flightdeck'),
  BIGQUERY_LOCATION: z.string().optional(),

  // Well past the slowest query measured, well within what a caller waits.
  QUERY_DEADLINE_MS: wholeNumber(100, 60_000).default(5_000),
  // A scan of all columns of about 100 million flights.
  MAXIMUM_BYTES_BILLED: wholeNumber(10 * MIB, 1024 * GIB).default(10 * GIB),
  // One instance's share: BigQuery runs about 100 interactive queries of a project at once.
  MAX_CONCURRENT_QUERIES: wholeNumber(1, 1_000).default(16),
  MAX_WAITING_QUERIES: wholeNumber(0, 10_000).default(64),
  // Most of the latency objective of 300 ms; who would wait longer is late anyway.
  MAX_QUERY_WAIT_MS: wholeNumber(1, 60_000).default(250),

  CACHE_MAX_BYTES: wholeNumber(MIB, 8 * GIB).default(64 * MIB),
  // Longer than the warehouse is likely to be away; past it an old answer misleads more than an error.
  STALE_IF_ERROR_SECONDS: wholeNumber(0, 86_400).default(600),
  // A newer answer is on its way, so only a little staleness is worth the haste.
  STALE_IF_SLOW_SECONDS: wholeNumber(0, 86_400).default(30),
  // Leaves time within the latency objective of 300 ms to send the older answer.
  STALE_PATIENCE_MS: wholeNumber(1, 60_000).default(250),

  // Waiting for the warehouse costs a request only memory, about 50 kB each.
  MAX_REQUESTS_IN_FLIGHT: wholeNumber(1, 100_000).default(1_000),
  // A request waits for up to two turns, so this keeps it within the latency objective of 300 ms.
  MAX_EVENT_LOOP_TURN_MS: wholeNumber(1, 10_000).default(50),
  // 1,000 a second: less than an instance can serve, so that one consumer cannot take all of it.
  REQUESTS_PER_MINUTE: wholeNumber(1, 100_000_000).default(60_000),
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),

  IAP_AUDIENCE: z.string().optional(),
  IAP_PUBLIC_KEYS_URL: httpUrl.optional(),
  API_KEYS: apiKeys.optional(),
} as const;

/** @throws ConfigError naming every fault */
export const readApiConfig = (env: Environment) => readConfig(SHAPE, env);

export type Config = ReturnType<typeof readApiConfig>;

export const CONFIG_HELP = `
Environment (the README says what each does): ${Object.keys(SHAPE).join(', ')},
OTEL_EXPORTER_OTLP_ENDPOINT, METRICS_EXPORTER, LOG_LEVEL.`;
