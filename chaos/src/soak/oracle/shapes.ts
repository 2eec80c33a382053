import { z } from 'zod';

const time = z.iso.datetime();

/** The answers as the API's documentation has them; what does not fit is a wrong answer. */
export const flightShape = z.strictObject({
  event_id: z.string(),
  system: z.string(),
  occurred_at: time,
  origin: z.string(),
  destination: z.string(),
  delay_minutes: z.number().int(),
  distance_miles: z.number().int(),
  ingested_at: time,
});

export const flightsShape = z.strictObject({ flights: z.array(flightShape), next_page_token: z.string() });

const route = z.strictObject({
  origin: z.string(),
  destination: z.string(),
  flights: z.number().int().min(1),
  mean_delay_minutes: z.number(),
  p50_delay_minutes: z.number(),
  p95_delay_minutes: z.number(),
});

export const routesShape = z.strictObject({ routes: z.array(route), next_page_token: z.string() });

const system = z.strictObject({
  system: z.string(),
  flights: z.number().int().min(1),
  newest_occurred_at: time,
  last_ingested_at: time,
  freshness_seconds: z.number().min(0),
});

export const systemsShape = z.strictObject({ systems: z.array(system) });

export const problemShape = z.looseObject({ type: z.string(), title: z.string(), status: z.number() });

export type AnsweredFlight = z.output<typeof flightShape>;
export type AnsweredRoute = z.output<typeof route>;
export type AnsweredSystem = z.output<typeof system>;
