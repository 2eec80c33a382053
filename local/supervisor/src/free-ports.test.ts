import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { PORTS, type PortName, type Ports } from '@flightdeck/service';
import { expect, it } from '@jest/globals';
import { checkPortsAreFree } from './free-ports.ts';

it('names the port that is taken and the variable that changes it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ports = Object.fromEntries(
    (Object.keys(PORTS) as PortName[]).map((name) => [name, name === 'api' ? port : 0]),
  ) as Ports;
  await expect(checkPortsAreFree(ports)).rejects.toThrow(
    new RegExp(`port ${port} \\(API\\) is taken.*FLIGHTDECK_API_PORT`),
  );
  await new Promise((resolve) => server.close(resolve));
  await expect(checkPortsAreFree(ports)).resolves.toBeUndefined();
});
