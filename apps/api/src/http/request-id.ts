import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const HEADER = 'X-Request-Id';
const ACCEPTED = /^[\w.-]{8,128}$/;

/** Gives every answer a request id: the caller's where it is harmless, else a new one. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id'];
  res.setHeader(HEADER, typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID());
  next();
};
