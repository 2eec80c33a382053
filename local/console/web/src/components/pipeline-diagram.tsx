import { formatValue } from '../charts/format.ts';
import { queryInstant } from '../data/promql.ts';
import { dataNow } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { type Health, State } from './state.tsx';

interface Reading {
  readonly label: string;
  readonly query: string;
  readonly unit: string;
  /** From this value on the part needs a look. */
  readonly warnFrom?: number;
}

interface Part {
  readonly name: string;
  readonly dashboard: string;
  readonly readings: readonly Reading[];
}

const SUBSCRIPTION = '{monitored_resource="pubsub_subscription",subscription_id="flights-subscriber"}';
const REQUESTS = 'http_server_request_duration_seconds';

/** Left to right as an event travels; each part's numbers say how it does. */
const PARTS: readonly Part[] = [
  {
    name: 'Publisher',
    dashboard: 'ingest',
    readings: [{ label: 'events', query: 'sum(rate(ingest_events_total[2m]))', unit: '1/s' }],
  },
  {
    name: 'Pub/Sub',
    dashboard: 'ingest',
    readings: [
      {
        label: 'backlog',
        query: `sum(pubsub_googleapis_com:subscription_num_undelivered_messages${SUBSCRIPTION})`,
        unit: '1',
      },
      {
        label: 'oldest',
        query: `max(pubsub_googleapis_com:subscription_oldest_unacked_message_age${SUBSCRIPTION})`,
        unit: 's',
        warnFrom: 120,
      },
    ],
  },
  {
    name: 'Subscriber',
    dashboard: 'ingest',
    readings: [
      {
        label: 'lag p95',
        query: 'histogram_quantile(0.95, sum by (le) (rate(ingest_lag_seconds_bucket[2m])))',
        unit: 's',
        warnFrom: 10,
      },
      {
        label: 'held of allowed',
        query: 'sum(ingest_outstanding_events) / sum(ingest_outstanding_limit)',
        unit: '10^2.%',
        warnFrom: 0.8,
      },
    ],
  },
  {
    name: 'Warehouse',
    dashboard: 'api',
    readings: [
      {
        label: 'call p95',
        query: 'histogram_quantile(0.95, sum by (le) (rate(warehouse_request_duration_seconds_bucket[2m])))',
        unit: 's',
        warnFrom: 2.5,
      },
      {
        label: 'failing',
        query:
          '(sum(rate(warehouse_request_duration_seconds_count{outcome!="ok"}[2m])) or vector(0)) / sum(rate(warehouse_request_duration_seconds_count[2m]))',
        unit: '10^2.%',
        warnFrom: 0.1,
      },
    ],
  },
  {
    name: 'API',
    dashboard: 'api',
    readings: [
      { label: 'requests', query: `sum(rate(${REQUESTS}_count{job="api"}[2m]))`, unit: '1/s' },
      {
        label: 'p95',
        query: `histogram_quantile(0.95, sum by (le) (rate(${REQUESTS}_bucket{job="api"}[2m])))`,
        unit: 's',
        warnFrom: 0.3,
      },
      {
        label: '5xx',
        query: `(sum(rate(${REQUESTS}_count{job="api",code=~"5.."}[2m])) or vector(0)) / sum(rate(${REQUESTS}_count{job="api"}[2m]))`,
        unit: '10^2.%',
        warnFrom: 0.001,
      },
    ],
  },
  {
    name: 'Consumers',
    dashboard: 'slos',
    readings: [
      {
        label: 'publish to GET p95',
        query: 'histogram_quantile(0.95, sum by (le) (rate(canary_roundtrip_seconds_bucket[5m])))',
        unit: 's',
        warnFrom: 30,
      },
      {
        label: 'probes failed',
        query:
          '(sum(rate(canary_probes_total{outcome!="success"}[5m])) or vector(0)) / sum(rate(canary_probes_total[5m]))',
        unit: '10^2.%',
        warnFrom: 0.005,
      },
    ],
  },
];

/** The pipeline as a drawing whose parts show their health; each leads to its dashboard. */
export function PipelineDiagram() {
  const { href } = usePage();
  const { value } = useData('pipeline', (signal) =>
    Promise.all(PARTS.map((part) => Promise.all(part.readings.map(({ query }) => readOne(query, signal))))),
  );
  return (
    <ol class="pipeline">
      {PARTS.map((part, index) => (
        <li key={part.name}>
          <a href={href(`/dashboards/${part.dashboard}`)}>
            <State health={healthOf(part, value?.[index])}>{part.name}</State>
            {part.readings.map(({ label, unit }, place) => (
              <span key={label} class="reading">
                <span class="dim">{label}</span> {formatValue(value?.[index]?.[place] ?? null, unit)}
              </span>
            ))}
          </a>
        </li>
      ))}
    </ol>
  );
}

async function readOne(query: string, signal: AbortSignal): Promise<number | null> {
  return (await queryInstant(query, dataNow.peek(), signal))[0]?.value ?? null;
}

function healthOf({ readings }: Part, values: readonly (number | null)[] | undefined): Health {
  if (!values || values.every((value) => value === null || Number.isNaN(value))) return 'unknown';
  const exceeded = readings.some(
    ({ warnFrom }, place) => warnFrom !== undefined && (values[place] ?? 0) >= warnFrom,
  );
  return exceeded ? 'warn' : 'ok';
}
