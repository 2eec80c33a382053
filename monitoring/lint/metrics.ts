import { readFileSync } from 'node:fs';
import { catalogue, type Instrument, type Label } from '@flightdeck/telemetry';

/** A name that may stand in a query, and the labels its series have. */
export interface KnownMetric {
  readonly kind: 'counter' | 'gauge';
  /** Label to the values it can have; undefined where they come from outside. */
  readonly labels: ReadonlyMap<string, readonly string[] | undefined>;
  /** Set for Google's metrics: queries must name the resource, as several may carry the metric. */
  readonly resource?: string;
}

export type KnownMetrics = ReadonlyMap<string, KnownMetric>;

/**
 * Labels that every series has, from the resource: `prometheus_target` in Cloud Monitoring. Prometheus
 * has `job` and `instance` only, so that a query for both places uses no more than these two.
 */
const RESOURCE_LABELS = ['job', 'instance'];

/** Everything that can be queried: the catalogue's instruments and the metrics of Google's that we use. */
export function knownMetrics(): KnownMetrics {
  return new Map([...Object.values(catalogue).flatMap(series), ...googleMetrics()]);
}

function series(instrument: Instrument): [string, KnownMetric][] {
  const labels = new Map<string, readonly string[] | undefined>(
    Object.entries(instrument.labels).map(([name, label]) => [name, valuesOf(label)]),
  );
  for (const name of RESOURCE_LABELS) labels.set(name, undefined);
  if (instrument.kind !== 'histogram') {
    return [[instrument.name, { kind: instrument.kind.endsWith('counter') ? 'counter' : 'gauge', labels }]];
  }
  const buckets = new Map(labels).set('le', (instrument.buckets ?? []).map(String).concat('+Inf'));
  return [
    [`${instrument.name}_bucket`, { kind: 'counter', labels: buckets }],
    [`${instrument.name}_count`, { kind: 'counter', labels }],
    [`${instrument.name}_sum`, { kind: 'counter', labels }],
  ];
}

const valuesOf = (label: Label): readonly string[] | undefined =>
  'values' in label ? [...label.values, 'other'] : undefined;

interface GoogleMetrics {
  readonly resources: Readonly<Record<string, readonly string[]>>;
  readonly metrics: readonly {
    readonly name: string;
    readonly kind: KnownMetric['kind'];
    readonly resource: string;
    readonly labels: readonly string[];
  }[];
}

function googleMetrics(): [string, KnownMetric][] {
  const file = new URL('./google-metrics.json', import.meta.url);
  const { resources, metrics } = JSON.parse(readFileSync(file, 'utf8')) as GoogleMetrics;
  return metrics.map(({ name, kind, resource, labels }) => {
    const names = [...labels, ...(resources[resource] ?? [])];
    const known = new Map<string, readonly string[] | undefined>(names.map((label) => [label, undefined]));
    return [name, { kind, resource, labels: known.set('monitored_resource', [resource]) }];
  });
}
