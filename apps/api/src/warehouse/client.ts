import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';

type ClientCall = Parameters<BigQuery['request']>[0];

export interface WarehouseSettings {
  readonly projectId: string;
  /** Where BigQuery's REST API is; undefined = Google's. */
  readonly endpoint: string | undefined;
  readonly location: string | undefined;
  /** For one HTTP call; a query is polled, so no call needs longer. */
  readonly callTimeoutMs: number;
}

// One quick retry absorbs a dropped connection; more would hold callers past their deadline and add load
// to a warehouse in trouble. The client's delays are in seconds.
const RETRIES = { autoRetry: true, maxRetries: 1, maxRetryDelay: 0.2, retryDelayMultiplier: 1.2 };

/** The real BigQuery client; a plaintext endpoint is called without credentials. */
export function createWarehouseClient(settings: WarehouseSettings): BigQuery {
  const client = new BigQuery({
    projectId: settings.projectId,
    defaultJobCreationMode: 'JOB_CREATION_OPTIONAL',
    retryOptions: RETRIES,
    ...(settings.location === undefined ? {} : { location: settings.location }),
    ...(settings.endpoint === undefined ? {} : { apiEndpoint: settings.endpoint }),
    ...(isPlaintext(settings.endpoint) ? { authClient: new PassThroughClient() } : {}),
  });
  client.interceptors.push({
    request: (call) => ({ ...call, timeout: settings.callTimeoutMs }) as ClientCall,
  });
  return client;
}

/** `http://` means no TLS and no credentials; anything else is Google's, with both. */
const isPlaintext = (endpoint: string | undefined): boolean => endpoint?.startsWith('http://') ?? false;
