import { createPipeline, type Pipeline, type PipelineLimits } from '../pipeline.ts';
import type { Broker, Clock, Observer, Random, Warehouse } from '../ports.ts';
import { createReceiver, type OpenPullStream, type Receiver } from '../receive.ts';
import { isPermanent } from './faults.ts';

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly warehouse: Warehouse;
  readonly openStream: OpenPullStream;
}

export interface Incarnation {
  readonly pipeline: Pipeline;
  /** kill -9: nothing it had begun goes on, and no answer reaches it. What the world did for it stays done. */
  kill(): void;
  /** SIGTERM. */
  stop(deadlineMs: number): Promise<void>;
}

const NEVER = new Promise<never>(() => {});

/** One life of the subscriber process in a simulated world: wired as in `main.ts`. */
export function startIncarnation(
  world: World,
  limits: PipelineLimits,
  createPipelineOf: typeof createPipeline = createPipeline,
): Incarnation {
  let alive = true;
  const whileAlive = <Result>(result: Promise<Result>): Promise<Result> =>
    result.then(
      (value) => (alive ? value : NEVER),
      (error) => (alive ? Promise.reject(error) : NEVER),
    );
  const call = <Result>(make: () => Promise<Result>): Promise<Result> => (alive ? whileAlive(make()) : NEVER);
  const clock: Clock = {
    now: world.clock.now,
    after: (delayMs, task) => world.clock.after(delayMs, () => alive && task()),
  };
  const broker: Broker = {
    acknowledge: (ackIds) => call(() => world.broker.acknowledge(ackIds)),
    modifyAckDeadline: (ackIds, seconds) => call(() => world.broker.modifyAckDeadline(ackIds, seconds)),
    publishDeadLetters: (letters) => call(() => world.broker.publishDeadLetters(letters)),
  };
  const warehouse: Warehouse = { append: (rows, at) => call(() => world.warehouse.append(rows, at)) };
  const observer: Observer = { stored() {}, deadLettered() {}, batch() {}, failure() {} };
  const ports = { clock, random: world.random, broker, warehouse, isPermanent, observer };

  const pipeline = createPipelineOf(ports, limits);
  const receiver: Receiver = createReceiver(
    world.openStream,
    (messages) => alive && pipeline.accept(messages),
    ports,
  );
  pipeline.controls(receiver);
  return {
    pipeline,
    kill() {
      alive = false;
      receiver.stop();
    },
    async stop(deadlineMs) {
      receiver.stop();
      await pipeline.drain(deadlineMs);
    },
  };
}
