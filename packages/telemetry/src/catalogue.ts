import { atMost, type Label, oneOf } from './labels.ts';

/**
 * - `counter`: `add`, only upwards · `histogram`: `record`
 * - `gauge`: `record`, the newest value counts
 * - `observable-gauge`, `observable-counter`: `observe(callback)`, read once per export
 */
export type InstrumentKind = 'counter' | 'histogram' | 'gauge' | 'observable-gauge' | 'observable-counter';

export interface Instrument {
  /** Verbatim in PromQL: lower case, underscores, base unit as suffix. */
  readonly name: string;
  readonly kind: InstrumentKind;
  /** UCUM, as OpenTelemetry asks for. */
  readonly unit: string;
  readonly labels: Readonly<Record<string, Label>>;
  /** Upper bounds of a histogram's buckets; the thresholds of the SLOs are among them. */
  readonly buckets?: readonly number[];
  /** What the person on call learns from it. */
  readonly question: string;
  /** The semantic-convention instrument that a view renames to `name`, and its attributes to our labels. */
  readonly renames?: { readonly from: string; readonly attributes: Readonly<Record<string, string>> };
}

// 0.3 s is the API's latency objective: an SLI read from buckets is exact only where a bucket ends.
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10];
// 10 s is the freshness objective, 30 s the canary's; the tail shows how far behind an outage left us.
const LAG_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];
const BATCH_EVENTS = [1, 10, 50, 100, 250, 500, 1000, 2000, 5000];

const SNAKE = /^[a-z][a-z0-9_]{0,62}$/;
const route = atMost(30, /^\/[A-Za-z0-9/_.{}:-]{0,80}$/);
const system = atMost(100, /^[a-z][a-z0-9-]{0,62}$/);
const batchOutcome = oneOf('stored', 'partial', 'failed');

/** Every instrument there is. A metric that is not in this list cannot be recorded, queried or alerted on. */
export const catalogue = {
  httpServerRequestDuration: {
    name: 'http_server_request_duration_seconds',
    kind: 'histogram',
    unit: 's',
    labels: {
      method: oneOf('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'),
      route,
      code: atMost(40, /^[1-5]\d\d$/),
    },
    buckets: REQUEST_SECONDS,
    question: 'Is the API up and fast?',
    renames: {
      from: 'http.server.request.duration',
      attributes: {
        'http.request.method': 'method',
        'http.route': 'route',
        'http.response.status_code': 'code',
      },
    },
  },
  httpServerRequests: {
    name: 'http_server_requests_total',
    kind: 'counter',
    unit: '{request}',
    labels: { route, code_class: oneOf('1xx', '2xx', '3xx', '4xx', '5xx') },
    question: 'What share of requests fails?',
  },
  apiCacheRequests: {
    name: 'api_cache_requests_total',
    kind: 'counter',
    unit: '{request}',
    labels: { result: oneOf('hit', 'miss', 'stale') },
    question: 'Is the warehouse shielded?',
  },
  apiShedRequests: {
    name: 'api_shed_requests_total',
    kind: 'counter',
    unit: '{request}',
    labels: { reason: oneOf('event_loop', 'in_flight', 'warehouse_queue', 'rate_limit') },
    question: 'Are we refusing work to stay up?',
  },
  warehouseRequestDuration: {
    name: 'warehouse_request_duration_seconds',
    kind: 'histogram',
    unit: 's',
    // Writes are `append` (Storage Write) and `insert_all`; reads carry the name of their query.
    labels: { operation: atMost(16, SNAKE), outcome: oneOf('ok', 'error', 'deadline', 'cancelled') },
    buckets: REQUEST_SECONDS,
    question: 'Is BigQuery the cause?',
  },
  ingestEvents: {
    name: 'ingest_events_total',
    kind: 'counter',
    unit: '{event}',
    labels: { outcome: oneOf('stored', 'rejected', 'failed'), system },
    question: 'Is anything lost?',
  },
  ingestLag: {
    name: 'ingest_lag_seconds',
    kind: 'histogram',
    unit: 's',
    labels: { system },
    buckets: LAG_SECONDS,
    question: 'Publish to durable: how late are we?',
  },
  ingestBatchEvents: {
    name: 'ingest_batch_events',
    kind: 'histogram',
    unit: '{event}',
    labels: { outcome: batchOutcome },
    buckets: BATCH_EVENTS,
    question: 'Are batches full, or is every event written alone?',
  },
  ingestBatchWrite: {
    name: 'ingest_batch_write_seconds',
    kind: 'histogram',
    unit: 's',
    labels: { outcome: batchOutcome },
    buckets: REQUEST_SECONDS,
    question: 'How long does a batch take to become durable, retries included?',
  },
  ingestOutstandingEvents: {
    name: 'ingest_outstanding_events',
    kind: 'observable-gauge',
    unit: '{event}',
    labels: {},
    question: 'How many events does the subscriber hold that are not yet settled?',
  },
  ingestOutstandingLimit: {
    name: 'ingest_outstanding_limit',
    kind: 'observable-gauge',
    unit: '{event}',
    labels: {},
    question: 'How many may it hold? Its ratio to the events held is the saturation.',
  },
  ingestLastCommitTimestamp: {
    name: 'ingest_last_commit_timestamp_seconds',
    kind: 'gauge',
    unit: 's',
    labels: { system },
    question: 'When did the last row of each system land?',
  },
  canaryProbes: {
    name: 'canary_probes_total',
    kind: 'counter',
    unit: '{probe}',
    labels: { outcome: oneOf('success', 'timeout', 'error') },
    question: 'Does publish to query work end to end, within 30 s?',
  },
  canaryRoundtrip: {
    name: 'canary_roundtrip_seconds',
    kind: 'histogram',
    unit: 's',
    labels: { outcome: oneOf('success', 'timeout', 'error') },
    buckets: LAG_SECONDS,
    question: 'How long does an event take from publish to the API?',
  },
  nodejsEventloopDelay: {
    name: 'nodejs_eventloop_delay_seconds',
    kind: 'observable-gauge',
    unit: 's',
    labels: { quantile: oneOf('0.5', '0.99', '1') },
    question: 'Is the process too busy to answer?',
  },
  processCpu: {
    name: 'process_cpu_seconds_total',
    kind: 'observable-counter',
    unit: 's',
    labels: {},
    question: 'How much processor time does it use?',
  },
  processResidentMemory: {
    name: 'process_resident_memory_bytes',
    kind: 'observable-gauge',
    unit: 'By',
    labels: {},
    question: 'Is memory bounded?',
  },
  processStartTime: {
    name: 'process_start_time_seconds',
    kind: 'observable-gauge',
    unit: 's',
    labels: {},
    question: 'Is it up, and how often does it start anew?',
  },
} as const satisfies Record<string, Instrument>;

export type Catalogue = typeof catalogue;
export type InstrumentKey = keyof Catalogue;
