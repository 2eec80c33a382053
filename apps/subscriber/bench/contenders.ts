import type { TelemetrySink } from '../../../scripts/bench/telemetry-sink.ts';

export interface Contender {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Events before the clock starts: what Node.js learns of the code by then is no part of the comparison. */
  readonly warmUp: number;
  readonly events: number;
}

export type ContenderName = 'ceiling' | 'subscriber' | 'without telemetry' | 'naive';

/** The naive shape does a few thousand events a second: fewer of them make as long a run. */
const SLOWER = 5;

/** What is compared, each a process of its own. @param events counted of each */
export function contenders(
  events: number,
  telemetry: Pick<TelemetrySink, 'on' | 'off'>,
): Record<ContenderName, Contender> {
  const script = (name: string): string => `apps/subscriber/bench/${name}.ts`;
  const fast = { warmUp: events / 2, events };
  const slow = { warmUp: fast.warmUp / SLOWER, events: events / SLOWER };
  return {
    ceiling: { script: script('ceiling'), env: telemetry.off, ...fast },
    subscriber: { script: script('pipeline'), env: telemetry.on, ...fast },
    'without telemetry': { script: script('pipeline'), env: telemetry.off, ...fast },
    naive: { script: script('naive'), env: telemetry.off, ...slow },
  };
}
