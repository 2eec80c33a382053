/** From the end of the warm-up to the last ack; how a benchmark process reports. */
export interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Processor time of this process. */
  readonly processorSeconds: number;
}

/** Counts settled events. */
export type CountSettled = (count: number) => void;

/** Starts the clock after the warm-up; reports and ends the process after the events that are to be counted. */
export function createMeter(env: Readonly<Record<string, string | undefined>>): CountSettled {
  const warmUp = Number(env['BENCH_WARM_UP']);
  const wanted = Number(env['BENCH_EVENTS']);
  let startedAt = 0;
  let processorAtStart = process.cpuUsage();
  let eventsAtStart = 0;
  let events = 0;
  return (count) => {
    events += count;
    if (events < warmUp) return;
    if (startedAt === 0) {
      startedAt = performance.now();
      processorAtStart = process.cpuUsage();
      eventsAtStart = events;
    }
    if (events < eventsAtStart + wanted) return;
    const { user, system } = process.cpuUsage(processorAtStart);
    const measured: Measured = {
      events: events - eventsAtStart,
      seconds: (performance.now() - startedAt) / 1_000,
      processorSeconds: (user + system) / 1_000_000,
    };
    process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
  };
}
