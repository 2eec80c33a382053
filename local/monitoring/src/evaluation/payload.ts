import type { Resource } from '../resources/resources.ts';
import type { IncidentRecord } from './incidents.ts';

/** Labels of the monitored resource; the others of a result belong to the metric. */
const RESOURCE_LABELS = new Set(['project_id', 'location', 'cluster', 'namespace', 'job', 'instance']);

export interface PayloadContext {
  readonly policy: Resource | undefined;
  /** Where the console shows the incident. */
  readonly url: string;
}

/** Severities as they stand in notifications. */
const SEVERITY: Record<string, string> = { CRITICAL: 'Critical', ERROR: 'Error', WARNING: 'Warning' };
/** A project number is required in the payload; a local project has none. */
const LOCAL_PROJECT_NUMBER = 0;

/** Cloud Monitoring's webhook payload, version 1.2. */
export function webhookPayload(incident: IncidentRecord, { policy, url }: PayloadContext): object {
  const project = incident.policyName.split('/')[1] ?? '';
  const closed = incident.closedAtMs !== null;
  const severity = SEVERITY[incident.severity ?? ''] ?? 'No severity';
  const documentation = incident.documentation ?? {};
  const { mimeType, subject, content, links } = documentation as Record<string, unknown>;
  const { resource, metric } = splitLabels(incident.labels);
  const conditions = (policy?.conditions ?? []) as Resource[];
  return {
    version: '1.2',
    incident: {
      incident_id: incident.id,
      scoping_project_id: project,
      scoping_project_number: LOCAL_PROJECT_NUMBER,
      url,
      started_at: Math.floor(incident.openedAtMs / 1000),
      ended_at: incident.closedAtMs === null ? null : Math.floor(incident.closedAtMs / 1000),
      state: closed ? 'closed' : 'open',
      summary: summarize(incident),
      observed_value: incident.value.toFixed(3),
      severity,
      policy_name: incident.policy,
      policy_user_labels: incident.userLabels,
      condition_name: incident.conditionName,
      condition: conditions.find(({ name }) => name === incident.conditionResource) ?? {
        name: incident.conditionResource,
        displayName: incident.conditionName,
      },
      documentation: {
        content: content ?? '',
        mime_type: mimeType ?? 'text/markdown',
        subject: `[${closed ? 'RESOLVED' : 'ALERT'} - ${severity}] ${subject ?? incident.policy}`,
        ...(links === undefined ? {} : { links }),
      },
      metric: {
        type: 'prometheus.googleapis.com/query',
        displayName: incident.conditionName,
        labels: metric,
      },
      resource: { type: 'prometheus_target', labels: { project_id: project, ...resource } },
      resource_id: '',
      resource_name: `${project} Prometheus Target`,
      resource_display_name: '',
      resource_type_display_name: 'Prometheus Target',
      metadata: { system_labels: {}, user_labels: {} },
    },
  };
}

/** An incident as `projects/P/alerts/ID` shows it; the value that opened it is a label of the metric. */
export function alertResource(incident: IncidentRecord): Resource {
  const project = incident.policyName.split('/')[1] ?? '';
  const { resource, metric } = splitLabels(incident.labels);
  const open = incident.closedAtMs === null;
  return {
    name: `projects/${project}/alerts/${incident.id}`,
    state: open ? 'OPEN' : 'CLOSED',
    openTime: new Date(incident.openedAtMs).toISOString(),
    ...(incident.closedAtMs === null ? {} : { closeTime: new Date(incident.closedAtMs).toISOString() }),
    resource: { type: 'prometheus_target', labels: { project_id: project, ...resource } },
    metric: {
      type: 'prometheus.googleapis.com/query',
      labels: { ...metric, value: String(incident.value) },
    },
    policy: {
      name: incident.policyName,
      displayName: incident.policy,
      ...(Object.keys(incident.userLabels).length > 0 && { userLabels: incident.userLabels }),
    },
  };
}

function summarize({ policy, conditionName, closedAtMs, value }: IncidentRecord): string {
  const what = `${policy}: ${conditionName}`;
  return closedAtMs === null
    ? `${what} is met with a value of ${value.toPrecision(3)}.`
    : `${what} is no longer met.`;
}

function splitLabels(
  labels: Readonly<Record<string, string>>,
): Record<'resource' | 'metric', Record<string, string>> {
  const split = { resource: {} as Record<string, string>, metric: {} as Record<string, string> };
  for (const [name, value] of Object.entries(labels)) {
    split[RESOURCE_LABELS.has(name) ? 'resource' : 'metric'][name] = value;
  }
  return split;
}
