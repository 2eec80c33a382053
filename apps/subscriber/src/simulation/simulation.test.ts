import { describe, expect, it } from '@jest/globals';
import { createPipeline } from '../pipeline.ts';
import type { Message } from '../ports.ts';
import { FAULT_KINDS } from './faults.ts';
import { simulate } from './simulate.ts';

const SCHEDULES = 2_000;

describe('the subscriber in simulated time', () => {
  it(`keeps its invariants in ${SCHEDULES} schedules of faults, outages, kills and stops`, async () => {
    let kills = 0;
    let duplicates = 0;
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const result = await simulate({ seed });
      kills += result.kills;
      duplicates += result.duplicates;
    }
    // The schedules are hard enough to mean something.
    expect(kills).toBeGreaterThan(SCHEDULES);
    expect(duplicates).toBeGreaterThan(SCHEDULES);
  });

  it('survives every kind of fault at every single call of a quiet run', async () => {
    for (const seed of [1, 2, 3]) {
      const quiet = await simulate({ seed, plan: () => undefined });
      for (let number = 1; number <= quiet.calls; number += 1) {
        for (const kind of FAULT_KINDS) {
          await simulate({ seed, plan: (call) => (call.number === number ? kind : undefined) });
        }
      }
    }
  });

  it('replays a seed exactly', async () => {
    for (const seed of [7, 8, 9])
      expect((await simulate({ seed })).log).toEqual((await simulate({ seed })).log);
  });

  it('catches an ack that comes before the write', async () => {
    const ackFirst: typeof createPipeline = (ports, limits) => {
      const pipeline = createPipeline(ports, limits);
      return {
        ...pipeline,
        outstanding: pipeline.outstanding,
        accept: (messages: readonly Message[]) => {
          void ports.broker.acknowledge(messages.map(({ ackId }) => ackId)).catch(() => {});
          pipeline.accept(messages);
        },
      };
    };
    await expect(simulate({ seed: 1, createPipeline: ackFirst })).rejects.toThrow(
      /acked before it was durable[\s\S]*--seed 1/,
    );
  });

  it('catches a message that is dropped', async () => {
    const drops: typeof createPipeline = (ports, limits) => {
      const pipeline = createPipeline(ports, limits);
      return {
        ...pipeline,
        outstanding: pipeline.outstanding,
        accept: (messages) => pipeline.accept(messages.slice(1)),
      };
    };
    // A dropped delivery comes again when its lease is over; one that is always dropped never settles.
    await expect(simulate({ seed: 1, createPipeline: drops })).rejects.toThrow(/lost|never settled/);
  });
});
