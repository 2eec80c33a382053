import { getJson } from './http.ts';

/** An incident as Cloud Monitoring's `GET /v3/projects/P/alerts` shows it. */
export interface Incident {
  readonly name: string;
  readonly state: 'OPEN' | 'CLOSED';
  readonly openTime: string;
  readonly closeTime?: string;
  readonly metric?: { readonly type?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly policy: {
    readonly name: string;
    readonly displayName: string;
    readonly userLabels?: Record<string, string>;
  };
}

export interface Condition {
  readonly name?: string;
  readonly displayName: string;
  readonly conditionPrometheusQueryLanguage?: { readonly query: string };
}

export interface AlertPolicy {
  readonly name: string;
  readonly displayName: string;
  readonly severity?: 'CRITICAL' | 'ERROR' | 'WARNING';
  readonly documentation?: {
    readonly content?: string;
    readonly links?: readonly { displayName: string; url: string }[];
  };
  readonly conditions: readonly Condition[];
}

export const PROJECT = 'flightdeck-local';
const BASE = `/monitoring/v3/projects/${PROJECT}`;
const PAGE_SIZE = 200;

/** The newest incidents first. */
export async function listIncidents(signal?: AbortSignal): Promise<Incident[]> {
  const { alerts } = await getJson<{ alerts?: Incident[] }>(`${BASE}/alerts?pageSize=${PAGE_SIZE}`, signal);
  return [...(alerts ?? [])].sort((a, b) => b.openTime.localeCompare(a.openTime));
}

export async function listPolicies(signal?: AbortSignal): Promise<AlertPolicy[]> {
  const { alertPolicies } = await getJson<{ alertPolicies?: AlertPolicy[] }>(
    `${BASE}/alertPolicies?pageSize=500`,
    signal,
  );
  return alertPolicies ?? [];
}

/** The part of an incident's resource name that its page's address holds. */
export const incidentId = ({ name }: Pick<Incident, 'name'>): string => name.split('/').at(-1) ?? name;

/** A page (CRITICAL) wakes somebody; everything else waits for the morning. */
export const isPaging = (policy: AlertPolicy | undefined): boolean => policy?.severity === 'CRITICAL';
