import { type Environment, readConfig } from '@flightdeck/service';
import { Command } from 'commander';
import { z } from 'zod';

/** Faster than this a minute of the cloud's clock is too short to sample. */
const MAX_TIME_SCALE = 3_600;

const shape = {
  /** Project id of metrics whose resource names none. */
  GOOGLE_CLOUD_PROJECT: z.string().default('flightdeck'),
  /** Where Google's system metrics go (OTLP/HTTP); unset: nowhere. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** How much faster the local cloud's clock runs than the wall's. */
  FLIGHTDECK_TIME_SCALE: z.coerce.number().min(1).max(MAX_TIME_SCALE).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
};

export interface Options {
  /** Where the write-ahead log is. */
  readonly directory: string;
  readonly fsync: boolean;
  readonly config: Readonly<z.output<z.ZodObject<typeof shape>>>;
}

/** @throws Error naming every fault of the environment; exits by itself for --help and unknown options */
export function readOptions(argv: readonly string[], env: Environment): Options {
  const command = new Command('pubsub')
    .description('Pub/Sub on this machine: the gRPC API that the Google clients speak (PUBSUB_EMULATOR_HOST)')
    .option('--data <dir>', 'directory of the write-ahead log', 'data/pubsub')
    .option('--fsync', 'survive a power cut too, not only the end of the process', false)
    .parse([...argv]);
  const { data, fsync } = command.opts<{ data: string; fsync: boolean }>();
  return { directory: data, fsync, config: readConfig(shape, env) };
}
