import { type Environment, readConfig, wholeNumber } from '@flightdeck/service';
import { z } from 'zod';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** The API's environment; units in the names, the reason beside each default. */
const SHAPE = {
  PORT: wholeNumber(0, 65_535).default(8080),
  GOOGLE_CLOUD_PROJECT: z.string(),
  BIGQUERY_API_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
    .optional(),
  BIGQUERY_DATASET: z
    .string()
    .regex(/^\w{1,1024}$/, 'expected letters, digits and underscores')
    .default('flightdeck'),
  BIGQUERY_LOCATION: z.string().optional(),
  // Well past the slowest query measured, well within what a caller waits.
  QUERY_DEADLINE_MS: wholeNumber(100, 60_000).default(5_000),
  // A scan of the columns of about 100 million flights.
  MAXIMUM_BYTES_BILLED: wholeNumber(10 * MIB, 1024 * GIB).default(10 * GIB),
  // One instance's share; BigQuery runs about 100 interactive queries of a project at once.
  MAX_CONCURRENT_QUERIES: wholeNumber(1, 1_000).default(16),
  MAX_WAITING_QUERIES: wholeNumber(0, 10_000).default(64),
  // Most of the latency objective of 300 ms; who would wait longer is late anyway.
  MAX_QUERY_WAIT_MS: wholeNumber(1, 60_000).default(250),
  CACHE_MAX_BYTES: wholeNumber(MIB, 8 * GIB).default(64 * MIB),
  // Longer than the outages the warehouse is promised to have in a month.
  STALE_IF_ERROR_SECONDS: wholeNumber(0, 86_400).default(600),
} as const;

export type Config = ReturnType<typeof readApiConfig>;

/** @throws ConfigError naming every fault */
export const readApiConfig = (env: Environment) => readConfig(SHAPE, env);
