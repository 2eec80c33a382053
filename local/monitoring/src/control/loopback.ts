import type { RequestHandler } from 'express';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** A web page elsewhere must not reach this server through the visitor's browser, nor by DNS rebinding. */
export const loopbackOnly: RequestHandler = (request, response, next) => {
  const { host = '', origin } = request.headers;
  const refuse = (message: string): void => {
    response.status(403).json({ error: { code: 403, message, status: 'PERMISSION_DENIED' } });
  };
  if (!LOOPBACK_HOST.test(host)) refuse(`host "${host}" is not this machine`);
  else if (origin !== undefined && origin !== `http://${host}`)
    refuse(`origin "${origin}" may not call this server`);
  else next();
};
