import { endpointsOf } from '@flightdeck/own-pipeline';
import { type Environment, PORT_OFFSET_VARIABLE, PORTS, type Ports, readPorts } from '@flightdeck/service';
import type { Target } from './target.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A pipeline that runs already, by the address of its API. The other ports are those of the environment where that
 * leads to the same API; else they follow from how far the API's is from its default.
 * @throws Error for an address of another machine: a load test of somebody else's system is an attack
 */
export function runningTarget(apiUrl: string, dataDir: string, given: Environment): Target {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (url?.protocol !== 'http:') throw new Error(`--url: expected http://127.0.0.1:PORT, got "${apiUrl}"`);
  if (!LOOPBACK.has(url.hostname)) {
    throw new Error(`--url: ${url.hostname} is another machine; load goes to this one only (127.0.0.1)`);
  }
  const port = Number(url.port === '' ? 80 : url.port);
  const { port: first, variable } = PORTS.api;
  const asSet = readPorts(given);
  if (asSet.api === port) return target(asSet, {}, dataDir);
  if (port < first) throw new Error(`--url: port ${port} is below ${first}, the API's default`);
  const env = { [PORT_OFFSET_VARIABLE]: String(port - first) };
  const ports = readPorts({ ...given, ...env });
  if (ports.api !== port) throw new Error(`--url: port ${port} is not that of ${variable}, ${ports.api}`);
  return target(ports, env, dataDir);
}

const target = (ports: Ports, env: Target['env'], dataDir: string): Target => ({
  endpoints: endpointsOf(ports),
  env,
  own: false,
  dataDir,
  stop: async () => {},
});
