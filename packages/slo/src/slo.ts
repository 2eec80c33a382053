import type { Selector } from './selector.ts';

/** Counters to read an SLI from, as PromQL selectors without a range: the compiler adds the windows. */
export type Indicator =
  | { readonly total: Selector; readonly good: Selector }
  | { readonly total: Selector; readonly bad: Selector };

/** A service level objective, read from OpenSLO and checked. */
export interface Slo {
  readonly name: string;
  readonly displayName: string;
  readonly service: string;
  /** What is promised, in words. */
  readonly description: string;
  /** Free text of the document's author, e.g. why the target is what it is. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Share of events that must be good, in (0, 1). */
  readonly target: number;
  readonly periodSeconds: number;
  readonly indicator: Indicator;
  /** File it came from. */
  readonly file: string;
}
