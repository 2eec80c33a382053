import { type Environment, readConfig } from '@flightdeck/service';
import { z } from 'zod';

const SHAPE = {
  GOOGLE_CLOUD_PROJECT: z.string().min(1),
  PUBSUB_TOPIC: z.string().min(1).default('flights'),
};

/** @throws ConfigError with every fault in one message */
export const readPublisherConfig = (env: Environment) => readConfig(SHAPE, env);
