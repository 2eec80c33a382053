import { endpointsOf } from '@flightdeck/own-pipeline';
import { PORT_OFFSET_VARIABLE, PORTS, readPorts } from '@flightdeck/service';
import type { Target } from './target.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A pipeline that runs already, by the address of its API; the other ports follow from how far the API's is
 * from its default.
 * @throws Error for an address of another machine: a load test of somebody else's system is an attack
 */
export function runningTarget(apiUrl: string, dataDir: string): Target {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (url?.protocol !== 'http:') throw new Error(`--url: expected http://127.0.0.1:PORT, got "${apiUrl}"`);
  if (!LOOPBACK.has(url.hostname)) {
    throw new Error(`--url: ${url.hostname} is another machine; load goes to this one only (127.0.0.1)`);
  }
  const offset = Number(url.port === '' ? 80 : url.port) - PORTS.api.port;
  if (offset < 0) throw new Error(`--url: port ${url.port} is below ${PORTS.api.port}, the API's default`);
  const env = { [PORT_OFFSET_VARIABLE]: String(offset) };
  return { endpoints: endpointsOf(readPorts(env)), env, own: false, dataDir, stop: async () => {} };
}
