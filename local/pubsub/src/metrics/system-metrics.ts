import type { SubscriptionStats, TopicStats } from './stats.ts';

/** One of Google's metrics of Pub/Sub, and where its value comes from. */
interface SubscriptionMetric {
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly unit: string;
  value(stats: SubscriptionStats): number;
}

/**
 * Google's system metrics under the names they have in PromQL.
 * Source: https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-pubsub and
 * https://cloud.google.com/monitoring/promql/promql-mapping
 */
const SUBSCRIPTION_METRICS: readonly SubscriptionMetric[] = [
  { name: 'oldest_unacked_message_age', kind: 'gauge', unit: 's', value: (s) => s.oldestUnackedAgeSeconds },
  { name: 'num_undelivered_messages', kind: 'gauge', unit: '1', value: (s) => s.undelivered },
  { name: 'num_outstanding_messages', kind: 'gauge', unit: '1', value: (s) => s.outstanding },
  { name: 'open_streaming_pulls', kind: 'gauge', unit: '1', value: (s) => s.openStreamingPulls },
  { name: 'nack_requests', kind: 'gauge', unit: '1', value: (s) => s.nacked },
  { name: 'dead_letter_message_count', kind: 'counter', unit: '1', value: (s) => s.deadLettered },
  { name: 'expired_ack_deadlines_count', kind: 'counter', unit: '1', value: (s) => s.expired },
  { name: 'ack_message_count', kind: 'counter', unit: '1', value: (s) => s.acked },
  { name: 'mod_ack_deadline_message_count', kind: 'counter', unit: '1', value: (s) => s.extended + s.nacked },
  { name: 'sent_message_count', kind: 'counter', unit: '1', value: (s) => s.delivered },
];

export interface MetricsContext {
  readonly project: string;
  /** Start of the counters and time of the sample, ms since the epoch. */
  readonly startMs: number;
  readonly nowMs: number;
  /** How much faster the local cloud's clock runs: ages are told in its seconds. */
  readonly timeScale: number;
}

type Labels = Readonly<Record<string, string>>;

interface Point {
  readonly labels: Labels;
  readonly value: number;
}

/** An OTLP/HTTP JSON ExportMetricsServiceRequest with every metric of every subscription and topic. */
export function exportRequest(
  subscriptions: readonly SubscriptionStats[],
  topics: readonly TopicStats[],
  context: MetricsContext,
): object {
  const ofSubscriptions = SUBSCRIPTION_METRICS.map(({ name, kind, unit, value }) => {
    const scale = unit === 's' ? context.timeScale : 1;
    const points = subscriptions.map((stats) => ({
      labels: resourceLabels('pubsub_subscription', 'subscription_id', stats.name, context),
      value: value(stats) * scale,
    }));
    return metric(`pubsub_googleapis_com:subscription_${name}`, kind, unit, points, context);
  });
  const requests = topics.flatMap(({ name, requests: byCode }) =>
    Object.entries(byCode).map(([code, count]) => ({
      labels: {
        ...resourceLabels('pubsub_topic', 'topic_id', name, context),
        response_code: code.toLowerCase(),
        response_class: code === 'OK' ? 'success' : 'invalid',
      },
      value: count,
    })),
  );
  const sent = topics.map(({ name, messages }) => ({
    labels: resourceLabels('pubsub_topic', 'topic_id', name, context),
    value: messages,
  }));
  const metrics = [
    ...ofSubscriptions,
    metric('pubsub_googleapis_com:topic_send_request_count', 'counter', '1', requests, context),
    metric('pubsub_googleapis_com:topic_send_message_operation_count', 'counter', '1', sent, context),
  ].filter(({ points }) => points > 0);
  return {
    resourceMetrics: [
      {
        resource: { attributes: [] },
        scopeMetrics: [
          { scope: { name: 'pubsub.googleapis.com' }, metrics: metrics.map(({ data }) => data) },
        ],
      },
    ],
  };
}

function resourceLabels(resource: string, key: string, name: string, { project }: MetricsContext): Labels {
  const [, ownProject = project, , id = name] = name.split('/');
  return { monitored_resource: resource, project_id: ownProject, [key]: id };
}

function metric(
  name: string,
  kind: 'gauge' | 'counter',
  unit: string,
  points: readonly Point[],
  { startMs, nowMs }: MetricsContext,
): { readonly points: number; readonly data: object } {
  const dataPoints = points.map(({ labels, value }) => ({
    attributes: Object.entries(labels).map(([key, text]) => ({ key, value: { stringValue: text } })),
    startTimeUnixNano: nanos(startMs),
    timeUnixNano: nanos(nowMs),
    asDouble: value,
  }));
  const cumulative = { dataPoints, aggregationTemporality: 2, isMonotonic: true };
  const data = kind === 'gauge' ? { gauge: { dataPoints } } : { sum: cumulative };
  return { points: points.length, data: { name, unit, ...data } };
}

const nanos = (ms: number): string => `${Math.floor(ms)}000000`;
