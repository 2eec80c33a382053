import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';

/** Where a Google API is; undefined means Google's own endpoint. */
export type Endpoint = string | undefined;

/** An `http://` endpoint is plaintext and takes no credentials; everything else gets Google's. */
const isPlaintext = (endpoint: Endpoint): endpoint is string => endpoint?.startsWith('http://') ?? false;

/** Options of a Google REST client for an endpoint. */
export function restOptions(endpoint: Endpoint) {
  if (endpoint === undefined) return {};
  return {
    apiEndpoint: endpoint,
    ...(isPlaintext(endpoint) ? { authClient: new PassThroughClient() } : {}),
  };
}

/** Options of a Google gRPC client for an endpoint. */
export function grpcOptions(endpoint: Endpoint) {
  if (endpoint === undefined) return {};
  const { hostname, port } = new URL(endpoint);
  const plaintext = isPlaintext(endpoint);
  return {
    servicePath: hostname,
    port: Number(port || (plaintext ? 80 : 443)),
    ...(plaintext ? { sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() } : {}),
  };
}
