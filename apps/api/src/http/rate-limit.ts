import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problems/catalogue.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Who calls, where that has been verified. */
      consumer?: string;
    }
  }
}

const WINDOW_MS = 60_000;
// An address is parsed once and not at each request of its connection, which would cost more than the rest.
const ADDRESSES_REMEMBERED = 10_000;

/**
 * Requests per minute and consumer: the verified identity, else the address (an IPv6 network counts as one).
 * Counted per instance: with N instances a consumer gets up to N times as many.
 */
export function limitRate(requestsPerMinute: number, onRefused: () => void): RequestHandler {
  const keys = new LRUCache<string, string>({ max: ADDRESSES_REMEMBERED });
  const keyOf = (address: string): string => {
    const known = keys.get(address);
    if (known !== undefined) return known;
    const key = ipKeyGenerator(address);
    keys.set(address, key);
    return key;
  };
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: requestsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // It looks for ipKeyGenerator in the text of the next line, where the memory hides it.
    validate: { keyGeneratorIpFallback: false },
    keyGenerator: (req: Request, res: Response) => res.locals.consumer ?? keyOf(req.ip ?? ''),
    handler: () => {
      onRefused();
      // The library has set Retry-After to what is left of the window.
      throw new Problem('rate-limited', { detail: `More than ${requestsPerMinute} requests in a minute` });
    },
  });
}
