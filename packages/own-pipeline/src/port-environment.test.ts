import { PORTS, type PortName, readPorts } from '@flightdeck/service';
import { describe, expect, it } from '@jest/globals';
import { portEnvironment } from './port-environment.ts';

describe('the ports of a pipeline of its own', () => {
  it('are the usual ones and the offset, whatever the surrounding pipeline has set', () => {
    const surrounding = Object.fromEntries(Object.values(PORTS).map(({ variable }) => [variable, '7400']));
    const { ports, env } = portEnvironment(5000);
    expect(readPorts({ ...surrounding, ...env })).toEqual(ports);
    for (const [name, { port }] of Object.entries(PORTS)) expect(ports[name as PortName]).toBe(port + 5000);
  });
});
