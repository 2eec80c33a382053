import type { Instruments } from '@flightdeck/telemetry';
import type { Tracer } from '@opentelemetry/api';

/** What the API reports with: its part of the catalogue's instruments, and spans. */
export interface ApiTelemetry {
  readonly instruments: Pick<
    Instruments,
    'httpServerRequestDuration' | 'apiCacheRequests' | 'apiShedRequests' | 'warehouseRequestDuration'
  >;
  readonly tracer: Tracer;
}
