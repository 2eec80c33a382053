import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ports } from '@flightdeck/service';
import type { ProcessSpec } from './child.ts';
import { createControlServer, listen, STOP_GRACE_MS } from './control.ts';
import { type KeptProcess, keepAlive } from './keep-alive.ts';
import { measurePipeline } from './measure.ts';
import type { Options } from './options.ts';
import { NO_PROGRESS, type Progress, parsePublisherLine, progressLine } from './progress.ts';
import { provision } from './provision/index.ts';
import type { Screen } from './screen.ts';
import { systemSpec } from './system.ts';

/** Generous: two busy cores may take long to load everything at once. */
const READY_LIMIT_MS = 600_000;
/** Quick enough for a live line, slow enough to cost nothing. */
const MEASURE_EVERY_MS = 500;

export interface Pipeline {
  /** Resolves when everything runs and flights flow. */
  start(): Promise<void>;
  /** Stops traffic first, then the apps, then what they stand on. */
  stop(): Promise<void>;
  progress(): Progress;
  process(name: string): KeptProcess | undefined;
}

export interface PipelineSetting {
  readonly options: Options;
  readonly ports: Ports;
  readonly root: string;
  readonly screen: Screen;
}

/** Everything the pipeline consists of, started in order and kept alive. */
export function runPipeline({ options, ports, root, screen }: PipelineSetting): Pipeline {
  const logs = join(options.data, 'logs');
  const processes = new Map<string, KeptProcess>();
  let progress = NO_PROGRESS;
  let stopping = false;
  const spec = systemSpec(options, ports, (line) => {
    const publisher = parsePublisherLine(line);
    if (publisher) progress = { ...progress, publisher };
  });
  const control = createControlServer({ processes, progress: () => progress });
  let measuring: Promise<void> | undefined;

  const launch = (one: ProcessSpec): KeptProcess => {
    const kept = keepAlive(one, { root, logs, say: screen.say });
    processes.set(one.name, kept);
    return kept;
  };
  const launchAll = (specs: readonly ProcessSpec[]): Promise<unknown> =>
    Promise.all(specs.map((one) => launch(one).ready(READY_LIMIT_MS)));

  const measure = async (): Promise<void> => {
    const state = await measurePipeline(ports);
    if (state) progress = { ...progress, ...state };
    const statuses = [...processes.values()].map((process) => process.status());
    if (!stopping) screen.live(progressLine(progress, statuses));
  };
  const timer = setInterval(() => {
    measuring ??= measure().finally(() => {
      measuring = undefined;
    });
  }, MEASURE_EVERY_MS);
  timer.unref();

  const stopAll = async (specs: readonly ProcessSpec[]): Promise<void> => {
    await Promise.all(specs.map(({ name }) => processes.get(name)?.stop(STOP_GRACE_MS)));
  };

  return {
    progress: () => progress,
    process: (name) => processes.get(name),
    async start() {
      await mkdir(logs, { recursive: true });
      await listen(control, ports.supervisor);
      await launchAll(spec.cloud);
      await provision(ports, root);
      await launchAll(spec.apps);
      if (spec.publisher) launch(spec.publisher);
      await launchAll(spec.traffic);
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await measuring;
      await stopAll([...(spec.publisher ? [spec.publisher] : []), ...spec.traffic]);
      await stopAll(spec.apps);
      await stopAll(spec.cloud);
      control.closeAllConnections();
      await new Promise((resolve) => control.close(resolve));
    },
  };
}
