import { GoogleAuth } from 'google-auth-library';
import type { Ask } from './gate.ts';

export const GOOGLE = 'https://monitoring.googleapis.com';

const SCOPE = 'https://www.googleapis.com/auth/monitoring.read';
/** A query that takes longer is answered by nobody in time. */
const TIMEOUT_MS = 30_000;

interface Answer {
  status: string;
  error?: string;
  data?: { resultType: string; result: unknown[] };
}

/**
 * Asks Cloud Monitoring's PromQL API, or whatever serves it at `base`. `http://` means plaintext and no
 * credentials, as everywhere in this project.
 */
export function cloudMonitoring(base: string, project: string): Ask {
  const url = `${base.replace(/\/$/, '')}/v1/projects/${project}/location/global/prometheus/api/v1/query`;
  const auth = base.startsWith('https:') ? new GoogleAuth({ scopes: SCOPE }) : undefined;
  return async (query) => {
    const headers = new Headers(auth === undefined ? {} : await auth.getRequestHeaders());
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ query }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} of ${url}: ${text.slice(0, 500)}`);
    const { status, error, data } = JSON.parse(text) as Answer;
    if (status !== 'success' || data?.resultType !== 'vector') {
      throw new Error(error ?? `${url} answered a ${data?.resultType} instead of a vector`);
    }
    return data.result.length;
  };
}
