/** JSON Schemas (2020-12) of the answers, as OpenAPI 3.1 takes them; closed, so that tests see every drift. */
type Schema = Readonly<Record<string, unknown>>;

/** An object of which every property is always there, and no other. */
const record = (description: string, properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  description,
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const list = (items: Schema): Schema => ({ type: 'array', items });
const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const airport = { type: 'string', pattern: '^[A-Z]{3}$', description: 'IATA code.' };
const count = { type: 'integer', minimum: 0 };
const time = (description: string): Schema => ({ type: 'string', format: 'date-time', description });
const minutes = (description: string): Schema => ({ type: 'number', description });
const nextPageToken = {
  type: 'string',
  description: 'Send it as `page_token` to get the next page; empty on the last page.',
};

export const SCHEMAS = {
  Flight: record('One stored flight.', {
    event_id: { type: 'string', description: 'The idempotency key of the event.' },
    system: { type: 'string', description: 'Which of the systems sent it.' },
    occurred_at: time('Scheduled departure.'),
    origin: airport,
    destination: airport,
    delay_minutes: { type: 'integer', description: 'Negative is early.' },
    distance_miles: { type: 'integer', exclusiveMinimum: 0 },
    ingested_at: time('When the subscriber took it in.'),
  }),
  FlightList: record('A page of flights.', {
    flights: list(reference('Flight')),
    next_page_token: nextPageToken,
  }),
  Route: record('Flights of one origin and destination.', {
    origin: airport,
    destination: airport,
    flights: { type: 'integer', minimum: 1 },
    mean_delay_minutes: minutes('Arithmetic mean.'),
    p50_delay_minutes: minutes('Median, exact, with linear interpolation.'),
    p95_delay_minutes: minutes('95th percentile, exact, with linear interpolation.'),
  }),
  RouteList: record('A page of routes; all pages of one token show the same moment.', {
    routes: list(reference('Route')),
    next_page_token: nextPageToken,
  }),
  Airport: record('One airport.', {
    iata: airport,
    departures: count,
    arrivals: count,
    mean_delay_minutes: minutes('Of departures and arrivals together.'),
    p95_delay_minutes: minutes('Of departures and arrivals together; exact, with linear interpolation.'),
    busiest_routes: {
      ...list(
        record('A route from or to the airport.', {
          origin: airport,
          destination: airport,
          flights: { type: 'integer', minimum: 1 },
        }),
      ),
      maxItems: 10,
    },
  }),
  System: record('One system that sends flights.', {
    system: { type: 'string' },
    flights: { type: 'integer', minimum: 1 },
    newest_occurred_at: time('The latest scheduled departure it has sent.'),
    last_ingested_at: time('When its newest row was taken in.'),
    freshness_seconds: {
      type: 'number',
      minimum: 0,
      description: 'Since last_ingested_at, when this was made.',
    },
  }),
  SystemList: record('All systems.', { systems: list(reference('System')) }),
  Health: record('State of the process.', { status: { type: 'string', enum: ['ok', 'ready', 'not ready'] } }),
  Problem: {
    type: 'object',
    description: 'RFC 9457. `fix` says what the caller can do; `errors` names each parameter.',
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string' },
      fix: { type: 'string' },
      request_id: { type: 'string' },
      errors: list(
        record('One fault.', {
          parameter: { type: 'string' },
          detail: { type: 'string' },
          fix: { type: 'string' },
        }),
      ),
    },
    required: ['type', 'title', 'status', 'detail', 'fix', 'request_id'],
    additionalProperties: false,
  },
} as const satisfies Record<string, Schema>;
