import type { IncomingMessage } from 'node:http';

/** Nothing from outside, no inline script, no frame around it. uPlot sizes its canvas by inline styles. */
export const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/**
 * A page on another site must not reach this server through the visitor's browser: the Host header must
 * name loopback (against DNS rebinding), and an Origin, where sent, must be this server itself.
 */
export function isFromThisMachine({ headers }: Pick<IncomingMessage, 'headers'>, port: number): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
  if (headers.host === undefined || !hosts.includes(headers.host)) return false;
  return headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`);
}
