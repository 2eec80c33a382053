import type { Attributes, AttributeValue } from './attributes.ts';

/** The laptop has no region; there this server stands in for the resource detectors that know one. */
const LAPTOP_LOCATION = 'local';

/**
 * The labels of the monitored resource `prometheus_target`, by the priorities of Google's Telemetry API
 * (telemetry/v1.metrics): job and instance are required, cluster and namespace may be empty.
 * @returns an error text when the points of this resource must be refused
 */
export function targetLabels(resource: Attributes): Record<string, string> | string {
  const first = (...keys: string[]): string =>
    keys.map((key) => asText(resource[key])).find((text) => text !== '') ?? '';
  const service = first('service.name', 'faas.name', 'k8s.deployment.name');
  const namespace = first('service.namespace');
  const qualified = namespace !== '' && first('service.name') !== '' ? `${namespace}/${service}` : service;
  const labels = {
    location: first('location', 'cloud.availability_zone', 'cloud.region') || LAPTOP_LOCATION,
    cluster:
      first('cluster', 'k8s.cluster.name') || (first('cloud.platform') === 'gcp_cloud_run' ? '__run__' : ''),
    namespace: first('namespace', 'k8s.namespace.name', 'service.namespace'),
    job: first('job') || qualified,
    instance: first('instance', 'service.instance.id', 'faas.instance', 'k8s.pod.name', 'host.id'),
  };
  if (labels.job === '') return 'resource must have a job specified: set service.name';
  if (labels.instance === '') return 'resource must have an instance specified: set service.instance.id';
  return labels;
}

const asText = (value: AttributeValue | undefined): string =>
  value === undefined || value === null ? '' : String(value);
