import { OAuth2Client } from 'google-auth-library';

export interface OidcOptions {
  /** What the token must have been issued for: the audience configured on the subscription. */
  readonly audience: string;
  /** The service account the token must be of, when given. */
  readonly serviceAccount: string | undefined;
  /** Where the issuer's PEM certificates are; Google's when not given. */
  readonly certsUrl: string | undefined;
}

/** Rejects with the reason when an `Authorization` header does not carry a valid token. */
export type VerifyAuthorization = (authorization: string | undefined) => Promise<void>;

/**
 * Verifies the OIDC token that Pub/Sub sends with a push: signature, issuer, expiry, audience, and that the e-mail is
 * verified and the expected one.
 * @see https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function createTokenVerifier({
  audience,
  serviceAccount,
  certsUrl,
}: OidcOptions): VerifyAuthorization {
  const client = new OAuth2Client(
    certsUrl === undefined ? {} : { endpoints: { oauth2FederatedSignonPemCertsUrl: certsUrl } },
  );
  return async (authorization) => {
    const idToken = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (idToken === undefined) throw new Error('no bearer token');
    const ticket = await client.verifyIdToken({ idToken, audience });
    const { email, email_verified: verified } = ticket.getPayload() ?? {};
    if (serviceAccount === undefined) return;
    if (email !== serviceAccount || verified !== true) throw new Error('the token is of another account');
  };
}
