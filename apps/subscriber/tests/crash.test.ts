import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyAnswer } from './api-answers.ts';
import { until } from './processes.ts';
import { confirmed, reconcile, startReplay } from './replay.ts';
import { type Part, type System, startSystem } from './system.ts';

const FILE = 'flights-10k';
const EVENTS = 10_000;
/** Slow enough that every kill meets a replay that is under way. */
const RATE = 1_000;

describe('kill -9 in the middle of a replay', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.close());

  it('of the subscriber, the broker and the warehouse, each twice, loses and doubles nothing', async () => {
    const publisher = startReplay(system, FILE, String(RATE));
    const victims: Part[] = ['subscriber', 'pubsub', 'bigquery', 'bigquery', 'subscriber', 'pubsub'];
    for (const [index, victim] of victims.entries()) {
      const mark = ((index + 1) * EVENTS) / (victims.length + 2);
      await until(`${mark} events to be confirmed`, () => confirmed(publisher) >= mark);
      await system.killAndRestart(victim);
    }
    expect((await publisher.finished).code).toBe(0);
    const { report, code } = await reconcile(system);
    expect(report).toMatchObject({
      balanced: true,
      published: EVENTS,
      distinct: EVENTS,
      missing: [],
      duplicate: 0,
      altered: [],
    });
    expect(code).toBe(0);
  });

  it('replaying the same file again changes no answer of the API', async () => {
    const before = await reconcile(system);
    const answersBefore = await everyAnswer(system);
    expect((await startReplay(system, FILE, 'max').finished).code).toBe(0);
    // Every message of the second replay has been stored once the table has grown by as many rows.
    await until('the second replay to be stored', async () => {
      const { report } = await reconcile(system);
      return report.rawRows >= before.report.rawRows + EVENTS;
    });
    const after = await reconcile(system);
    expect(after.report).toMatchObject({ balanced: true, distinct: EVENTS, duplicate: 0, altered: [] });
    const answersAfter = await everyAnswer(system);
    expect([...answersAfter.keys()]).toEqual([...answersBefore.keys()]);
    for (const [path, body] of answersBefore)
      expect({ path, body: answersAfter.get(path) }).toEqual({ path, body });
  });
});
