import { createFaultInjector, type FaultInjector } from '@flightdeck/local-faults';

/** The faults this server honours; another is refused when it is set. */
const SUPPORTED = [
  'unavailable',
  'error',
  'quota',
  'latency',
  'reset',
  'lose-response',
  'duplicate',
  'out-of-order',
  'slow-stream',
  'disk-full',
  'clock-jump',
] as const;

export const createPubSubFaults = (): FaultInjector => createFaultInjector({ supports: SUPPORTED });
