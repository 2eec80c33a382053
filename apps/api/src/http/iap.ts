import type { RequestHandler } from 'express';
import { OAuth2Client } from 'google-auth-library';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problems/catalogue.ts';

export interface IapSettings {
  /** `/projects/NUMBER/…`, as Google shows it for the backend. */
  readonly audience: string;
  /** Where the public keys are; Google's unless a test serves its own. */
  readonly publicKeysUrl: string | undefined;
}

// https://docs.cloud.google.com/iap/docs/signed-headers-howto
const ISSUER = 'https://cloud.google.com/iap';
const HEADER = 'x-goog-iap-jwt-assertion';
// Google rotates the keys rarely and announces new ones early; an unknown key is looked up at once.
const KEYS_FRESH_MS = 3_600_000;
// An unknown key id must not let anyone make this service fetch at will.
const KEYS_AT_MOST_EVERY_MS = 10_000;
// A signature costs more to check than all the rest of a cached answer; a token is the same for minutes.
const TOKENS_REMEMBERED = 1_000;

type Keys = Record<string, string>;

/** Lets through only requests that Identity-Aware Proxy signed, and names the consumer by its subject. */
export function verifyIap({ audience, publicKeysUrl }: IapSettings): RequestHandler {
  const client = new OAuth2Client(
    publicKeysUrl === undefined ? {} : { endpoints: { oauth2IapPublicKeyUrl: publicKeysUrl } },
  );
  const subjects = new LRUCache<string, string>({ max: TOKENS_REMEMBERED });
  const keysFor = keySource(async () => (await client.getIapPublicKeys()).pubkeys as Keys);

  const subjectOf = async (token: string): Promise<string> => {
    const known = subjects.get(token);
    if (known !== undefined) return known;
    const ticket = await client.verifySignedJwtWithCertsAsync(token, await keysFor(keyId(token)), audience, [
      ISSUER,
    ]);
    const { sub, exp } = ticket.getPayload() ?? {};
    if (sub === undefined || exp === undefined) throw new Error('the token names no subject');
    const ttl = exp * 1_000 - Date.now();
    if (ttl > 0) subjects.set(token, sub, { ttl });
    return sub;
  };

  return async (req, res, next) => {
    const token = req.headers[HEADER];
    if (typeof token !== 'string') throw refused('carries no assertion of Identity-Aware Proxy');
    try {
      res.locals.consumer = `iap:${await subjectOf(token)}`;
    } catch {
      // The library's messages repeat the token, so none of them is passed on.
      throw refused('carries an assertion that is not valid for this service');
    }
    next();
  };
}

const refused = (what: string): Problem => new Problem('unauthenticated', { detail: `The request ${what}` });

function keyId(token: string): string {
  const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
  if (typeof header === 'object' && header !== null && 'kid' in header) return String(header.kid);
  throw new Error('the token names no key');
}

/** The keys, fetched when none are held, when they are old, or when the one asked for is not among them. */
function keySource(fetchKeys: () => Promise<Keys>): (kid: string) => Promise<Keys> {
  let held: { readonly keys: Keys; readonly atMs: number } | undefined;
  let fetching: Promise<Keys> | undefined;
  return async (kid) => {
    const ageMs = held === undefined ? Number.POSITIVE_INFINITY : performance.now() - held.atMs;
    const wanted =
      held !== undefined && Object.hasOwn(held.keys, kid) ? KEYS_FRESH_MS : KEYS_AT_MOST_EVERY_MS;
    if (held !== undefined && ageMs < wanted) return held.keys;
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
    });
    const keys = await fetching;
    held = { keys, atMs: performance.now() };
    return keys;
  };
}
