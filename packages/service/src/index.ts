export { type BackoffLimits, backoffMs, CALL_BACKOFF } from './backoff.ts';
export { ConfigError, type Environment, readConfig, wholeNumber } from './config.ts';
export { toError } from './errors.ts';
export { orAborted } from './or-aborted.ts';
export { PORT_OFFSET_VARIABLE, PORTS, type PortName, type Ports, readPorts } from './ports.ts';
export { runMain } from './run-main.ts';
export { type ShutdownReport, type ShutdownStep, shutdownInOrder, stopSignal } from './shutdown.ts';
