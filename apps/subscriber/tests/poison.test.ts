import { type PoisonKind, poisonKinds } from '@flightdeck/flight-event/examples';
import type { PubSub } from '@google-cloud/pubsub';
import { v1 } from '@google-cloud/pubsub';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { start, until } from './processes.ts';
import { reconcile, startReplay } from './replay.ts';
import { type System, startSystem } from './system.ts';

const POISON = 1_000;

interface Letter {
  readonly messageId: string;
  readonly reason: string;
  readonly data: string;
  readonly attributes: Record<string, string>;
}

/** `npm run dead-letter -- list --json`. */
async function listDeadLetters({ env }: System): Promise<Letter[]> {
  const { stdout, stderr, code } = await start(
    'apps/subscriber/src/dead-letters/main.ts',
    ['list', '--json', '--limit', String(2 * POISON)],
    { ...env },
  ).finished;
  if (code !== 0) throw new Error(`dead-letter list failed: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const kindOf = (number: number): PoisonKind => {
  const kind = poisonKinds[number % poisonKinds.length];
  if (kind === undefined) throw new Error('no such kind');
  return kind;
};

/** @returns the messages' ids */
async function publishPoison(pubsub: PubSub, count: number): Promise<string[]> {
  const client = new v1.PublisherClient({ ...(await pubsub.getClientConfig()) });
  const messages = Array.from({ length: count }, (_, number) => kindOf(number).make(number));
  const topic = `projects/${pubsub.projectId}/topics/flights`;
  const [{ messageIds }] = await client.publish({ topic, messages });
  await client.close();
  return messageIds ?? [];
}

describe('1,000 poison messages of 12 kinds among 10,000 good ones', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.close());

  it('stores every good one and dead-letters every bad one, with its reason, data and attributes', async () => {
    const publisher = startReplay(system, 'flights-10k', 'max');
    const ids = await publishPoison(system.pubsub, POISON);
    expect((await publisher.finished).code).toBe(0);

    const { report } = await reconcile(system);
    expect(report).toMatchObject({ balanced: true, published: 10_000, distinct: 10_000, duplicate: 0 });

    let letters: Letter[] = [];
    await until('all poison in the dead-letter topic', async () => {
      letters = await listDeadLetters(system);
      return new Set(letters.map(({ messageId }) => messageId)).size >= POISON;
    });
    const byId = new Map(letters.map((letter) => [letter.messageId, letter]));
    expect(byId.size).toBe(POISON);
    for (const [number, id] of ids.entries()) {
      const { field, make } = kindOf(number);
      const letter = byId.get(id);
      expect(letter?.reason.startsWith(`${field}: `)).toBe(true);
      const original = make(number);
      expect(letter?.data).toBe(original.data.toString('base64'));
      expect(letter?.attributes).toMatchObject(original.attributes);
    }
  });

  it('publishes dead letters again as they were', async () => {
    const before = await listDeadLetters(system);
    const { stdout, code } = await start(
      'apps/subscriber/src/dead-letters/main.ts',
      ['replay', '--reason', 'ce-type'],
      { ...system.env },
    ).finished;
    expect(code).toBe(0);
    const futures = before.filter(({ reason }) => reason.startsWith('ce-type')).length;
    expect(stdout).toMatch(new RegExp(`published ${futures} again .*left ${before.length - futures}`));
    // Still poison: they come back, as new messages.
    const old = new Set(before.map(({ messageId }) => messageId));
    await until('the replayed ones to be dead-lettered again', async () => {
      const fresh = (await listDeadLetters(system)).filter(({ messageId }) => !old.has(messageId));
      return fresh.length >= futures;
    });
    expect(await listDeadLetters(system)).toHaveLength(before.length);
  });
});
