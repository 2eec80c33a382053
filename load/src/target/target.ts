import type { Endpoints } from '@flightdeck/own-pipeline';

/** The pipeline that gets the load. */
export interface Target {
  readonly endpoints: Endpoints;
  /** For commands of the repository that are to address it. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it was started for this run, with nothing else going on. */
  readonly own: boolean;
  /** Where files of this run may be kept meanwhile. */
  readonly dataDir: string;
  stop(): Promise<void>;
}
