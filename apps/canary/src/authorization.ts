import { GoogleAuth } from 'google-auth-library';

/**
 * The header that lets the canary through to the API: an identity token for `audience` (IAP's client id or
 * the service's URL), renewed by the library; nothing where no audience is configured.
 */
export function createAuthorization(audience: string | undefined): () => Promise<Record<string, string>> {
  if (audience === undefined) return async () => ({});
  const client = new GoogleAuth().getIdTokenClient(audience);
  return async () => Object.fromEntries((await (await client).getRequestHeaders()).entries());
}
