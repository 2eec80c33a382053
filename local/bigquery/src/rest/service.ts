import type { FaultInjector } from '@flightdeck/local-faults';
import type { Engine } from '../engine/engine.ts';
import type { JobRegistry } from '../jobs/registry.ts';
import type { Uploads } from '../load/upload-file.ts';
import type { InsertIds } from './insert-ids.ts';

/** What every route works with. */
export interface Service {
  readonly engine: Engine;
  readonly jobs: JobRegistry;
  readonly faults: FaultInjector;
  readonly insertIds: InsertIds;
  readonly uploads: Uploads;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
