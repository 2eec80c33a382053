/** From the end of the warm-up to the last ack; how a benchmark process reports. */
export interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Processor time of this process. */
  readonly cpuSeconds: number;
}

/** Events before the clock starts: what the machine learns of the code by then is no part of the comparison. */
export const WARM_UP_EVENTS = 20_000;

/** Counts settled events. */
export type CountSettled = (count: number) => void;

/**
 * Starts the clock after the warm-up; reports and ends the process after `expected` further events.
 */
export function createMeter(expected: number): CountSettled {
  let startedAt = 0;
  let cpuAtStart = process.cpuUsage();
  let eventsAtStart = 0;
  let events = 0;
  return (count) => {
    events += count;
    if (events < WARM_UP_EVENTS) return;
    if (startedAt === 0) {
      startedAt = performance.now();
      cpuAtStart = process.cpuUsage();
      eventsAtStart = events;
    }
    if (events < WARM_UP_EVENTS + expected) return;
    const { user, system } = process.cpuUsage(cpuAtStart);
    const measured: Measured = {
      events: events - eventsAtStart,
      seconds: (performance.now() - startedAt) / 1_000,
      cpuSeconds: (user + system) / 1_000_000,
    };
    process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
  };
}

/** What the orchestrator gives a benchmark process. */
export const expectedEvents = Number(process.env['BENCH_EVENTS']);
