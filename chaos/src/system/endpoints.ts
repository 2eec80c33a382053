import type { Endpoints } from '@flightdeck/own-pipeline';

/**
 * The environment variables that experiments read their addresses from, so that the same file runs against
 * any pipeline; the defaults in the files are those of a plain `npm start`.
 */
export function endpointVariables(endpoints: Endpoints): Record<string, string> {
  return {
    FLIGHTDECK_API_URL: endpoints.api,
    FLIGHTDECK_SUBSCRIBER_URL: endpoints.subscriber,
    FLIGHTDECK_PUBSUB_ADMIN_URL: endpoints.pubsubAdmin,
    FLIGHTDECK_BIGQUERY_URL: endpoints.bigquery,
    FLIGHTDECK_MONITORING_URL: endpoints.monitoring,
    FLIGHTDECK_SUPERVISOR_URL: endpoints.supervisor,
    PUBSUB_EMULATOR_HOST: endpoints.pubsub,
  };
}
