import { type Environment, readConfig, wholeNumber } from '@flightdeck/service';
import { z } from 'zod';

const SHAPE = {
  GOOGLE_CLOUD_PROJECT: z.string(),
  PUBSUB_TOPIC: z.string().default('flights'),
  API_URL: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }),
  API_AUDIENCE: z.string().optional(),
  // The canary objective: seen within 30 s.
  PROBE_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
} as const;

/** @throws ConfigError naming every fault */
export const readCanaryConfig = (env: Environment) => readConfig(SHAPE, env);
