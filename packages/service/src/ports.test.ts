import { describe, expect, it } from '@jest/globals';
import { PORTS, readPorts } from './ports.ts';

describe('readPorts', () => {
  it('gives the defaults', () => {
    expect(readPorts({}).api).toBe(8080);
  });

  it('adds the offset to every port without a variable of its own', () => {
    const ports = readPorts({ FLIGHTDECK_PORT_OFFSET: '1000', FLIGHTDECK_API_PORT: '8123' });
    expect(ports.api).toBe(8123);
    expect(ports.pubsub).toBe(9085);
  });

  it('has no two servers on one port', () => {
    const all = Object.values(PORTS).map(({ port }) => port);
    expect(new Set(all).size).toBe(all.length);
  });

  it('lets two systems stand side by side with the offset of the help text', () => {
    const all = Object.values(PORTS).map(({ port }): number => port);
    expect(all.filter((port) => all.includes(port + 1000))).toEqual([]);
  });

  it('names every faulty variable at once', () => {
    expect(() => readPorts({ FLIGHTDECK_API_PORT: 'x', FLIGHTDECK_PUBSUB_PORT: '70000' })).toThrow(
      /FLIGHTDECK_API_PORT[\s\S]*FLIGHTDECK_PUBSUB_PORT/,
    );
  });
});
