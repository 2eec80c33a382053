import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reconcile, startReplay } from './replay.ts';
import { type System, startSystem } from './system.ts';

/** Ten seconds are promised (the steps run under a deadline of nine); the rest is for a busy machine. */
const STOP_LIMIT_MS = 20_000;

const balanced = (published: number) => ({
  balanced: true,
  published,
  distinct: published,
  missing: [],
  duplicate: 0,
  altered: [],
});

describe('the other ways in and out', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.close());

  it('SIGTERM in the middle of a replay ends in time, and nothing is lost', async () => {
    const publisher = startReplay(system, 'flights-2k', '1000');
    const startedAt = performance.now();
    const { code, stdout } = await system.stop('subscriber');
    expect(performance.now() - startedAt).toBeLessThan(STOP_LIMIT_MS);
    expect({ code, drained: stdout.includes('"drained"') }).toEqual({ code: 0, drained: true });
    await system.killAndRestart('subscriber');
    expect((await publisher.finished).code).toBe(0);
    expect((await reconcile(system)).report).toMatchObject(balanced(2_000));
  });

  it('insertAll stores everything', async () => {
    await system.killAndRestart('subscriber', { WAREHOUSE_WRITE: 'insert-all' });
    expect((await startReplay(system, 'flights-5k', 'max').finished).code).toBe(0);
    expect((await reconcile(system)).report).toMatchObject(balanced(5_000));
  });

  it('a push subscription stores everything', async () => {
    await system.killAndRestart('subscriber', { INGEST_MODE: 'push' });
    await system.pubsub.topic('flights').createSubscription('flights-push', {
      pushConfig: { pushEndpoint: `http://127.0.0.1:${system.env['PORT']}/` },
      ackDeadlineSeconds: 60,
    });
    // Its own subscription: nobody pulls any more, so whatever is stored came in by push.
    expect((await startReplay(system, 'flights-10k', 'max').finished).code).toBe(0);
    expect((await reconcile(system)).report).toMatchObject(balanced(10_000));
  });
});
