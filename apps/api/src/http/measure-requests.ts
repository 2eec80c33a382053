import type { RequestHandler } from 'express';
import type { Measures } from '../measures.ts';

declare global {
  namespace Express {
    interface Locals {
      /** The resource's path template; unset where no resource matched. */
      route?: string;
    }
  }
}

// nginx's code for a client that left before the answer; no standard has one.
const CLIENT_CLOSED_REQUEST = '499';
// Bounds the label: a client can invent methods.
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Measures every request from its arrival to its last byte, labelled by route template, never by path. */
export const measureRequests =
  (measures: Measures): RequestHandler =>
  (req, res, next) => {
    const startedAt = performance.now();
    res.once('close', () => {
      measures.request((performance.now() - startedAt) / 1000, {
        method: METHODS.has(req.method) ? req.method : '_OTHER',
        route: res.locals.route ?? 'unmatched',
        code: res.writableFinished ? String(res.statusCode) : CLIENT_CLOSED_REQUEST,
      });
    });
    next();
  };
