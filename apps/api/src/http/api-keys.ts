import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Problem } from '../problems/catalogue.ts';

/** SHA-256 of a key, in hex, to the name of the consumer it was issued to. */
export type ApiKeys = ReadonlyMap<string, string>;

/**
 * `name:sha256,name:sha256`: only digests are configured, so that the environment holds no secret.
 * @returns undefined where the text is not of that form
 */
export function parseApiKeys(text: string): ApiKeys | undefined {
  const pairs = text.split(',').map((pair) => /^([\w-]{1,64}):([0-9a-f]{64})$/.exec(pair.trim()));
  if (pairs.includes(null)) return undefined;
  return new Map(pairs.map((pair) => [pair?.[2] ?? '', pair?.[1] ?? '']));
}

/**
 * Names the consumer by the key it sends. A key is optional (callers without one are counted by address),
 * but an unknown one is refused: who sends a key wants to know that it does not work.
 */
export function identifyByKey(keys: ApiKeys): RequestHandler {
  return (req, res, next) => {
    const key = req.headers['x-api-key'];
    if (key === undefined) return next();
    const name =
      typeof key === 'string' ? keys.get(createHash('sha256').update(key).digest('hex')) : undefined;
    if (name === undefined) throw new Problem('unauthenticated', { detail: 'The X-API-Key is not known' });
    res.locals.consumer = `key:${name}`;
    next();
  };
}
