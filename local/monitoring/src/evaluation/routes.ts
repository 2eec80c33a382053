import { Router } from 'express';
import type { QueryEngine } from '../engine.ts';
import { RestError } from '../resources/errors.ts';
import { pageOf } from '../resources/listing.ts';
import { comparisonsOf } from './comparisons.ts';
import type { IncidentRecord, Incidents } from './incidents.ts';
import type { Notifier } from './notifier.ts';
import { alertResource } from './payload.ts';

/** Cloud Monitoring's page of alerts when none is asked for. */
const DEFAULT_PAGE = '50';

/** `GET /projects/P/alerts` and `/projects/P/alerts/ID`: incidents, read-only. */
export function alertRoutes(incidents: Incidents): Router {
  const router = Router();
  router.get('/projects/:project/alerts', ({ params, query }, response) => {
    const text = (name: string): string | undefined =>
      typeof query[name] === 'string' ? query[name] : undefined;
    const own = incidents
      .list()
      .filter(({ policyName }) => policyName.startsWith(`projects/${params.project}/`));
    const { items, ...rest } = pageOf(own.map(alertResource), {
      filter: text('filter'),
      orderBy: text('orderBy'),
      pageSize: text('pageSize') ?? DEFAULT_PAGE,
      pageToken: text('pageToken'),
    });
    response.json(rest.totalSize === 0 ? {} : { alerts: items, ...rest });
  });
  router.get('/projects/:project/alerts/:id', ({ params }, response) => {
    const incident = incidents.get(params.id);
    const name = `projects/${params.project}/alerts/${params.id}`;
    const alert = incident && alertResource(incident);
    if (alert?.name !== name) throw new RestError(404, `Requested entity was not found: ${name}`);
    response.json(alert);
  });
  return router;
}

/** `GET /incidents?state=open|closed&limit=`, `/incidents/ID`, `/notifications`: all that is known of them. */
export function incidentRoutes(incidents: Incidents, notifier: Notifier, engine: QueryEngine): Router {
  const router = Router();
  router.get('/incidents', ({ query }, response) => {
    const { state, limit } = query;
    const wanted = incidents
      .list()
      .filter(({ closedAtMs }) => state === undefined || (closedAtMs === null) === (state === 'open'));
    const count = typeof limit === 'string' && /^\d+$/.test(limit) ? Number(limit) : wanted.length;
    response.json({ incidents: wanted.slice(0, count).map(showIncident) });
  });
  router.get('/incidents/:id', ({ params }, response) => {
    const incident = incidents.get(params.id);
    if (incident === undefined) throw new RestError(404, `no incident ${params.id}`);
    const notifications = notifier.deliveries.filter((delivery) => delivery.incident === incident.id);
    const comparisons = comparisonsOf(incident.query, engine);
    response.json({ ...showIncident(incident), comparisons, notifications });
  });
  router.get(
    '/notifications',
    (_request, response) => void response.json({ notifications: notifier.deliveries }),
  );
  return router;
}

export function showIncident(incident: IncidentRecord): object {
  return {
    id: incident.id,
    state: incident.closedAtMs === null ? 'open' : 'closed',
    policy: incident.policy,
    policy_name: incident.policyName,
    condition: incident.conditionName,
    condition_name: incident.conditionResource,
    query: incident.query,
    severity: incident.severity,
    labels: incident.labels,
    user_labels: incident.userLabels,
    documentation: incident.documentation,
    opened_at: new Date(incident.openedAtMs).toISOString(),
    closed_at: incident.closedAtMs === null ? null : new Date(incident.closedAtMs).toISOString(),
    close_reason: incident.closeReason,
    value: incident.value,
  };
}
