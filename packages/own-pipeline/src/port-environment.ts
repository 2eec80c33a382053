import { PORT_OFFSET_VARIABLE, PORTS, type PortName, type Ports, readPorts } from '@flightdeck/service';

/**
 * The ports of a pipeline `offset` away from the usual ones, and the variables that say so. Each port by its own variable:
 * the caller may be part of a pipeline itself, whose variables come before any offset.
 */
export function portEnvironment(offset: number): { ports: Ports; env: Record<string, string> } {
  const base = { [PORT_OFFSET_VARIABLE]: String(offset) };
  const ports = readPorts(base);
  const names = Object.keys(PORTS) as PortName[];
  const own = names.map((name) => [PORTS[name].variable, String(ports[name])] as const);
  return { ports, env: { ...base, ...Object.fromEntries(own) } };
}
