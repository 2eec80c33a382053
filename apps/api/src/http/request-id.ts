import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const ACCEPTED = /^[\w.-]{8,128}$/;

/** The id by which an answer is found again: the caller's where it is harmless, else a new one. */
export function requestId({ headers: { 'x-request-id': given } }: IncomingMessage): string {
  return typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID();
}
