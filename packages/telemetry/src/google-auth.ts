import { GoogleAuth } from 'google-auth-library';

/** Request headers for one export; called anew for each, so that a refreshed token is used. */
export type Headers = () => Promise<Record<string, string>>;

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/**
 * Whether Google credentials go to this endpoint. An access token is a secret: it is sent to Google's own
 * hosts over TLS and to nobody else.
 */
export const takesGoogleCredentials = (endpoint: URL): boolean =>
  endpoint.protocol === 'https:' && /(^|\.)googleapis\.com$/.test(endpoint.hostname);

/** The part of google-auth-library that is used: it caches the token and refreshes it before it expires. */
export interface Credentials {
  getRequestHeaders(url?: string): Promise<{ forEach(each: (value: string, name: string) => void): void }>;
}

/** @param projectId spares the library asking Google for it */
export const applicationDefault = (projectId?: string): Credentials =>
  new GoogleAuth({ scopes: SCOPES, ...(projectId === undefined ? {} : { projectId }) });

/**
 * Headers with a current access token. Never throws, as the exporter demands: without credentials the
 * request goes out bare, and is refused and reported like any other failed export.
 */
export function googleHeaders(credentials: Credentials): Headers {
  return async () => {
    const headers: Record<string, string> = {};
    try {
      const current = await credentials.getRequestHeaders();
      current.forEach((value, name) => {
        headers[name] = value;
      });
    } catch {
      // The export fails with 401, and that is what gets reported.
    }
    return headers;
  };
}
