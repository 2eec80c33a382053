import { createServer } from 'node:net';
import { PORT_OFFSET_VARIABLE, PORTS, type PortName, type Ports } from '@flightdeck/service';
import { HOST } from './environment.ts';

/**
 * Makes sure that every port can be had before anything starts.
 * @throws Error naming each port that is taken and the variable that changes it
 */
export async function checkPortsAreFree(ports: Ports): Promise<void> {
  const names = Object.keys(ports) as PortName[];
  const taken = await Promise.all(names.map(async (name) => ((await isFree(ports[name])) ? [] : [name])));
  const faults = taken.flat().map((name) => {
    const { variable, what } = PORTS[name];
    return `port ${ports[name]} (${what}) is taken: stop what uses it, or set ${variable}`;
  });
  if (faults.length === 0) return;
  throw new Error(`${faults.join('\n')}\nTo move all ports at once: ${PORT_OFFSET_VARIABLE}=1000 npm start`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST }, () => server.close(() => resolve(true)));
  });
}
