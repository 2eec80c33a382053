import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Instruments } from './instruments.ts';

/** How often the event loop is asked whether it is late; bounds the finest delay that can be seen. */
const RESOLUTION_MS = 10;

/**
 * Reports the process itself. Event-loop delay is over the time since the last export.
 * @returns a function that stops the measurement
 */
export function observeProcess(instruments: Instruments): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  instruments.nodejsEventloopDelay.observe((observe) => {
    for (const quantile of ['0.5', '0.99', '1'] as const) {
      observe(Math.max(0, delay.percentile(Number(quantile) * 100) / 1e9 - RESOLUTION_MS / 1000), {
        quantile,
      });
    }
    delay.reset();
  });
  instruments.processCpu.observe((observe) => {
    const { user, system } = process.cpuUsage();
    observe((user + system) / 1e6);
  });
  instruments.processResidentMemory.observe((observe) => observe(process.memoryUsage.rss()));
  const startedAt = Date.now() / 1000 - process.uptime();
  instruments.processStartTime.observe((observe) => observe(startedAt));
  return () => delay.disable();
}
