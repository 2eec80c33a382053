import { seededRandom } from '@flightdeck/random';
import type { createPipeline } from '../pipeline.ts';
import { createNetwork, FAULT_KINDS, type FaultPlan } from './faults.ts';
import { type Incarnation, startIncarnation } from './incarnation.ts';
import { makeMessages, type SimulatedMessage } from './messages.ts';
import { createSimulatedBroker } from './simulated-broker.ts';
import { createSimulatedWarehouse, REFUSALS } from './simulated-warehouse.ts';
import { createVirtualClock } from './virtual-clock.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Replaces the random faults: the exhaustive run plans one fault at one call. */
  readonly plan?: FaultPlan;
  /** A changed pipeline, to show that the invariants catch it. */
  readonly createPipeline?: typeof createPipeline;
}

export interface SimulationResult {
  readonly calls: number;
  readonly virtualMs: number;
  readonly duplicates: number;
  readonly kills: number;
  /** What happened, in order: equal for equal seeds. */
  readonly log: readonly string[];
}

/** Names the seed and how to run it again, exactly. */
export class SimulationFailure extends Error {
  readonly seed: number;
  constructor(seed: number, what: string) {
    super(`${what}\n  replay: npm run simulate -w @flightdeck/subscriber -- --seed ${seed}`);
    this.seed = seed;
  }
}

const MAX_OUTSTANDING = 30;
const LIMITS = {
  outstanding: { maxMessages: MAX_OUTSTANDING, maxBytes: 1_000_000 },
  batch: { maxEvents: 8, maxBytes: 4_000, lingerMs: 50, maxInFlight: 2 },
};
/** Messages of one response may arrive on top, from the stream and from one that was just closed. */
const MOST_HELD = MAX_OUTSTANDING + 40;

/** Faults, kills and outages happen in the first ten minutes; then everything must come to rest. */
const FAULTS_END_MS = 10 * 60_000;
const REST_BY_MS = 2 * 60 * 60_000;
const DRAIN_MS = 6_000;

/**
 * Runs one schedule: a broker and a warehouse that fail, a subscriber that is killed and stopped, all drawn from
 * one seed and in virtual time.
 * @throws SimulationFailure when an invariant is broken
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed } = options;
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const log: string[] = [];
  const fail = (what: string): never => {
    throw new SimulationFailure(seed, `at ${clock.now()} ms: ${what}`);
  };
  let broken: unknown;
  const faultsLast = (): boolean => options.plan === undefined && clock.now() < FAULTS_END_MS;

  const faultRate = random.next() * 0.4;
  const randomPlan: FaultPlan = () =>
    faultsLast() && random.next() < faultRate ? random.pick(FAULT_KINDS) : undefined;
  const plan: FaultPlan = (call) => {
    const fault = (options.plan ?? randomPlan)(call);
    log.push(`${clock.now()} ${call.operation}${fault === undefined ? '' : ` (${fault})`}`);
    return fault;
  };
  const network = createNetwork(clock, random, plan);
  const messages = makeMessages(random.whole(20, 60), random);
  const outage = { from: random.whole(0, FAULTS_END_MS), forMs: random.whole(0, 5 * 60_000) };
  const warehouse = createSimulatedWarehouse({
    network,
    refusal: random.pick(REFUSALS),
    down: () => faultsLast() && clock.now() >= outage.from && clock.now() < outage.from + outage.forMs,
  });
  const broker = createSimulatedBroker({
    clock,
    random,
    network,
    messages,
    maxOutstanding: MAX_OUTSTANDING,
    streamBreaks: () => (faultsLast() ? 0.05 : 0),
    onAcknowledge: (message) => {
      const durable =
        message.fate === 'stored'
          ? warehouse.stored.has(message.messageId)
          : broker.deadLettered.has(message.messageId);
      if (!durable)
        broken ??= new SimulationFailure(
          seed,
          `message ${message.messageId} was acked before it was durable`,
        );
    },
  });

  const world = {
    clock,
    random: random.next,
    broker: broker.broker,
    warehouse: warehouse.warehouse,
    openStream: broker.openStream,
  };
  let kills = 0;
  let running: Incarnation = startIncarnation(world, LIMITS, options.createPipeline);
  const restart = (): void => {
    running = startIncarnation(world, LIMITS, options.createPipeline);
  };
  const interrupt = (): void => {
    if (!faultsLast()) return;
    kills += 1;
    const old = running;
    if (random.next() < 0.5) {
      log.push(`${clock.now()} kill`);
      old.kill();
      restart();
    } else {
      log.push(`${clock.now()} stop`);
      const heldAtStop = clock.now();
      void old.stop(DRAIN_MS).then(() => {
        if (clock.now() > heldAtStop + DRAIN_MS + 30_100)
          broken ??= new SimulationFailure(seed, 'a stop took too long');
        old.kill();
        restart();
      });
    }
    clock.after(random.whole(100, 60_000), interrupt);
  };
  clock.after(random.whole(10, 20_000), interrupt);

  await clock.runUntil(REST_BY_MS, () => {
    const { size } = running.pipeline.outstanding;
    if (size > MOST_HELD)
      broken ??= new SimulationFailure(seed, `${size} messages are held; ${MOST_HELD} is the bound`);
    return broken !== undefined || (broker.unsettled.size === 0 && size === 0);
  });
  if (broken !== undefined) throw broken;

  for (const message of messages) checkFate(message);
  if (broker.unsettled.size > 0) fail(`${broker.unsettled.size} messages were never settled`);
  if (running.pipeline.outstanding.size > 0) fail('messages are still held although all are settled');
  const rows = [...warehouse.stored.values()];
  return {
    calls: network.calls,
    virtualMs: clock.now(),
    duplicates: rows.reduce((sum, times) => sum + times - 1, 0),
    kills,
    log,
  };

  function checkFate({ messageId, fate }: SimulatedMessage): void {
    const stored = warehouse.stored.has(messageId);
    const dead = broker.deadLettered.has(messageId);
    if (fate === 'stored' && !stored) fail(`message ${messageId} is lost`);
    if (fate === 'stored' && dead) fail(`good message ${messageId} is in the dead-letter topic`);
    if (fate === 'dead-lettered' && !dead) fail(`bad message ${messageId} is lost`);
    if (fate === 'dead-lettered' && stored) fail(`bad message ${messageId} is in the table`);
  }
}
