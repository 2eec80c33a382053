import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
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

/**
 * Requests per minute and consumer: the verified identity, else the address (an IPv6 network counts as one).
 * Counted per instance: with N instances a consumer gets up to N times as many.
 */
export function limitRate(requestsPerMinute: number, onRefused: () => void): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: requestsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: (req: Request, res: Response) => res.locals.consumer ?? ipKeyGenerator(req.ip ?? ''),
    handler: () => {
      onRefused();
      // The library has set Retry-After to what is left of the window.
      throw new Problem('rate-limited', { detail: `More than ${requestsPerMinute} requests in a minute` });
    },
  });
}
