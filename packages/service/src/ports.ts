/** What listens on one machine, the port it has by default, and the variable that changes it. */
export const PORTS = {
  api: { variable: 'FLIGHTDECK_API_PORT', port: 8080, what: 'API' },
  subscriber: {
    variable: 'FLIGHTDECK_SUBSCRIBER_PORT',
    port: 8081,
    what: "subscriber's health and push endpoint",
  },
  pubsub: { variable: 'FLIGHTDECK_PUBSUB_PORT', port: 8085, what: 'Pub/Sub gRPC' },
  pubsubAdmin: { variable: 'FLIGHTDECK_PUBSUB_ADMIN_PORT', port: 8086, what: 'Pub/Sub faults and health' },
  supervisor: {
    variable: 'FLIGHTDECK_SUPERVISOR_PORT',
    port: 8095,
    what: 'supervisor: processes and progress',
  },
  bigquery: { variable: 'FLIGHTDECK_BIGQUERY_PORT', port: 9050, what: 'BigQuery REST' },
  bigqueryStorage: {
    variable: 'FLIGHTDECK_BIGQUERY_STORAGE_PORT',
    port: 9060,
    what: 'BigQuery Storage Write gRPC',
  },
  otlp: { variable: 'FLIGHTDECK_OTLP_PORT', port: 4318, what: 'OTLP/HTTP in' },
  monitoring: {
    variable: 'FLIGHTDECK_MONITORING_PORT',
    port: 9090,
    what: 'PromQL API, alerts, incidents, traces',
  },
  console: { variable: 'FLIGHTDECK_CONSOLE_PORT', port: 3000, what: 'console' },
} as const satisfies Record<string, { variable: string; port: number; what: string }>;

export type PortName = keyof typeof PORTS;
export type Ports = Readonly<Record<PortName, number>>;

/** Added to every port that has no variable of its own set, so that systems can stand side by side. */
export const PORT_OFFSET_VARIABLE = 'FLIGHTDECK_PORT_OFFSET';

/**
 * The port of every local server: its own variable where set, else its default plus the offset.
 * @throws Error naming every faulty variable at once.
 */
export function readPorts(env: Readonly<Record<string, string | undefined>>): Ports {
  const faults: string[] = [];
  const number = (variable: string, lowest: number): number | undefined => {
    const text = env[variable];
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value >= lowest && value <= 65_535) return value;
    faults.push(`${variable}: expected a whole number from ${lowest} to 65535, got "${text}"`);
    return undefined;
  };
  const offset = number(PORT_OFFSET_VARIABLE, 0) ?? 0;
  const ports = {} as Record<PortName, number>;
  for (const [name, { variable, port }] of Object.entries(PORTS) as [PortName, (typeof PORTS)[PortName]][]) {
    ports[name] = number(variable, 0) ?? port + offset;
    if (ports[name] > 65_535) faults.push(`${PORT_OFFSET_VARIABLE}: ${port} + ${offset} is past port 65535`);
  }
  if (faults.length > 0) throw new Error(`invalid ports:\n  ${faults.join('\n  ')}`);
  return Object.freeze(ports);
}
