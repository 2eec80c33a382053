import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnPipeline, type Progress, startPipeline } from '@flightdeck/own-pipeline';
import { seededRandom } from '@flightdeck/random';
import { apply, liftEverything } from './inject/apply.ts';
import { realSleep, type StepRecord, walk } from './inject/timetable.ts';
import { CACHE_BYTES, HEAP_LIMIT, type MemoryUse, memoryUse } from './memory-bounds.ts';
import type { WrongAnswer } from './oracle/answer.ts';
import { checkExactly } from './oracle/exact.ts';
import { type Examination, examine, noExamination } from './oracle/examine.ts';
import {
  DATA_SET,
  readRealFlights,
  type SourceFlights,
  sourceFlights,
  writeFlights,
} from './oracle/flights.ts';
import { Knowledge } from './oracle/knowledge.ts';
import { kindsDrawn } from './schedule/catalogue.ts';
import { PROCESSES, type Schedule, SERVERS } from './schedule/document.ts';
import { type Settled, settle } from './settle/settle.ts';
import { type Invariant, judgeSoak, type Seen } from './verdict.ts';
import { faultsOf, type Sample, type Watch, watchPipeline } from './watch/watch.ts';

export interface SoakSetting {
  readonly schedule: Schedule;
  /** Events published a second. */
  readonly rate: number;
  readonly root: string;
  readonly portOffset: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly onSample: (sample: Sample, examination: Examination, records: readonly StepRecord[]) => void;
}

export interface SoakResult extends Seen {
  readonly schedule: Schedule;
  readonly passed: boolean;
  readonly invariants: readonly Invariant[];
  readonly watch: Watch;
  /** Where data and logs are left of a run that did not pass. */
  readonly dataDir: string;
}

const SYSTEMS = 5;
/** The oracle asks by itself; the light consumer only keeps the telemetry of the API alive. */
const CONSUMER_RATE = 1;
/** The publisher must never come to the end of its file: after a stall it makes up for a second at once. */
const SPARE_SHARE = 1.2;
const SPARE_SECONDS = 120;
/** Neighbouring seeds begin far apart in the data set. */
const ROWS_BETWEEN_SEEDS = 997;

/** Starts a pipeline of its own, does to it what the schedule says, and holds everything against the source. */
export async function runSoak(setting: SoakSetting): Promise<SoakResult> {
  const { schedule, rate, root, portOffset, signal, say } = setting;
  const dataDir = await mkdtemp(join(tmpdir(), `flightdeck-soak-${schedule.seed}-`));
  await mkdir(dataDir, { recursive: true });
  const total = Math.ceil(rate * (schedule.seconds * SPARE_SHARE + SPARE_SECONDS));
  const flights = sourceFlights(await readRealFlights(), {
    total,
    systems: SYSTEMS,
    first: schedule.seed * ROWS_BETWEEN_SEEDS,
  });
  const file = join(dataDir, `${DATA_SET}.ndjson`);
  await writeFlights(flights, file);
  say('starting a pipeline of its own');
  const options = [
    ...['--file', file, '--rate', String(rate), '--systems', String(SYSTEMS)],
    ...['--consumer-rate', String(CONSUMER_RATE)],
  ];
  const env = { NODE_OPTIONS: HEAP_LIMIT, CACHE_MAX_BYTES: String(CACHE_BYTES) };
  const system = await startPipeline({ root, dataDir, portOffset, options, env, ready: flows }, signal);
  let passed = false;
  try {
    await refuseGaps(system);
    const seen = await soak(system, flights, setting);
    const invariants = judgeSoak(seen);
    passed = invariants.every(({ held }) => held) && !signal.aborted;
    return { ...seen, schedule, passed, invariants, dataDir };
  } finally {
    await system.stop();
    if (passed || signal.aborted) await rm(dataDir, { recursive: true, force: true });
  }
}

async function soak(
  system: OwnPipeline,
  flights: SourceFlights,
  { schedule, rate, root, signal, say, onSample }: SoakSetting,
): Promise<Seen & { readonly watch: Watch }> {
  const { endpoints } = system;
  const startedAt = performance.now();
  const now = (): number => (performance.now() - startedAt) / 1_000;
  const known = new Knowledge(flights, rate);
  const examination = noExamination();
  const watch: Watch = { samples: [], hits: new Map() };
  const over = new AbortController();
  const watching = AbortSignal.any([signal, over.signal]);

  say(`${schedule.steps.length} faults in ${schedule.seconds} s`);
  const inject = (action: Parameters<typeof apply>[0], seconds: number) =>
    apply(action, seconds, { endpoints, root });
  const { records, done } = walk(schedule, { now, sleep: realSleep, apply: inject, signal });
  const watched = watchPipeline(
    { endpoints, known, now, signal: watching, onSample: (sample) => onSample(sample, examination, records) },
    watch,
  );
  const random = seededRandom(schedule.seed);
  const onWrong = ({ path, why }: WrongAnswer): void => say(`${now().toFixed(1)} s: wrong: ${path}: ${why}`);
  const examined = examine(
    { api: endpoints.api, flights, known, random, signal: watching, onWrong },
    examination,
  );
  const background = Promise.all([watched, examined]);
  // Awaited below, after the faults: what goes wrong in it until then must not end the process.
  background.catch(() => {});
  let memory: MemoryUse[];
  let settled: Settled;
  try {
    await Promise.all([done, realSleep(schedule.seconds - now(), signal)]);
    if (signal.aborted) await liftEverything(endpoints, PROCESSES);
    signal.throwIfAborted();
    memory = memoryUse(watch.samples);
    settled = await settle({ system, root, records, say, signal });
  } finally {
    over.abort();
  }
  await background;
  say('reading everything through the API');
  const { distinct, unrecorded } = settled.balance;
  const exact = await checkExactly(endpoints.api, known, distinct + unrecorded, signal);
  return { records, examination, settled, exact, memory, watch };
}

/** Events are published and stored. */
const flows = ({ publisher, stored }: Progress): boolean => publisher.confirmed > 0 && stored > 0;

/** A kind of fault that a server honours and no schedule draws would never be soaked. */
async function refuseGaps({ endpoints }: OwnPipeline): Promise<void> {
  for (const server of SERVERS) {
    const { supports } = await faultsOf(endpoints, server);
    const gaps = supports.filter((kind) => !kindsDrawn(server).includes(kind));
    if (gaps.length > 0)
      throw new Error(`chaos/src/soak/schedule/catalogue.ts: ${server} lacks ${gaps.join(', ')}`);
  }
}
