import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type AlertResource, type Incident, incidentOf } from '../system/observe.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 30_000;

/** The incidents of a project, from Cloud Monitoring's REST API; gcloud has no command for them. */
export async function cloudIncidents(project: string, endpoint: string, since: Date): Promise<Incident[]> {
  const { stdout: token } = await run('gcloud', ['auth', 'print-access-token', '--quiet'], {
    timeout: TIMEOUT_MS,
  });
  const asked = new URLSearchParams({ filter: `open_time >= "${since.toISOString()}"`, pageSize: '1000' });
  const response = await fetch(`${endpoint}/v3/projects/${project}/alerts?${asked}`, {
    headers: { authorization: `Bearer ${token.trim()}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`alerts of ${project}: ${response.status} ${await response.text()}`);
  const { alerts = [] } = (await response.json()) as { alerts?: AlertResource[] };
  return alerts.map(incidentOf);
}
