import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AckId, parseAckId } from '../core/ack-id.ts';
import { createHolder } from '../core/holder.ts';
import { fromRuns, toRuns } from '../core/ranges.ts';
import type { SubscriptionSettings } from '../core/resources.ts';
import { encode } from '../grpc/proto.ts';
import { FileJournal } from '../journal/file-journal.ts';
import { Broker } from './broker.ts';

const TOPIC = 'projects/p/topics/t';
const KINDS: Readonly<Record<string, Partial<SubscriptionSettings>>> = {
  plain: {},
  ordered: { enableMessageOrdering: true },
  patient: {
    enableMessageOrdering: true,
    retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 5 } },
  },
  filtered: { filter: 'attributes:even' },
  mortal: {
    deadLetterPolicy: { deadLetterTopic: 'projects/p/topics/dead', maxDeliveryAttempts: 5 },
    retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 5 } },
  },
};

type Action =
  | { readonly do: 'publish'; readonly count: number; readonly key: string }
  | {
      readonly do: 'take' | 'ack' | 'nack' | 'extend' | 'snapshot' | 'seek';
      readonly kind: string;
      readonly share: number;
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'crash' };

/** Longer than any lease (extended to 30 s) and any backoff. */
const LONGEST_WAIT_MS = 40_000;

const kind = fc.constantFrom(...Object.keys(KINDS));
const share = fc.integer({ min: 1, max: 10 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant('publish' as const),
    count: fc.integer({ min: 1, max: 8 }),
    key: fc.constantFrom('', 'a', 'b'),
  }),
  fc.record({
    do: fc.constantFrom('take' as const, 'ack' as const, 'nack' as const, 'extend' as const),
    kind,
    share,
  }),
  fc.record({ do: fc.constantFrom('snapshot' as const, 'seek' as const), kind, share }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 100, max: 20_000 }) }),
  fc.constant({ do: 'crash' as const }),
);

/** Sequences that once went wrong. */
const FOUND: readonly (readonly Action[])[] = [
  // The end of the first lease takes back the second delivery of the key; so it must when it is replayed.
  [
    { do: 'publish', count: 2, key: 'b' },
    { do: 'take', kind: 'ordered', share: 2 },
    { do: 'wait', ms: 10_000 },
    { do: 'take', kind: 'ordered', share: 1 },
  ],
  // The second lease ends first.
  [
    { do: 'publish', count: 2, key: 'b' },
    { do: 'take', kind: 'ordered', share: 2 },
    { do: 'extend', kind: 'ordered', share: 1 },
    { do: 'wait', ms: 20_000 },
    { do: 'wait', ms: 10_000 },
  ],
  // A key whose backoff was over before the end is not held up by it for good.
  [
    { do: 'publish', count: 1, key: 'b' },
    { do: 'take', kind: 'patient', share: 1 },
    { do: 'nack', kind: 'patient', share: 1 },
    { do: 'wait', ms: 10_000 },
    { do: 'take', kind: 'patient', share: 1 },
    { do: 'publish', count: 1, key: 'b' },
    { do: 'publish', count: 1, key: '' },
    { do: 'take', kind: 'patient', share: 2 },
    { do: 'ack', kind: 'patient', share: 1 },
  ],
];

/** A broker on disk that is killed and started again, and what a client holds of it. */
class World {
  now = Date.UTC(2026, 0, 1);
  broker: Broker;
  published = 0;
  readonly held = new Map<string, AckId[]>(Object.keys(KINDS).map((name) => [name, []]));
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.broker = this.#open();
  }

  #open(): Broker {
    // Segments of a few records, so that every run crosses several.
    const journal = new FileJournal({ directory: this.#directory, segmentBytes: 2_000, cacheBytes: 500 });
    return new Broker({ clock: { now: () => this.now }, journal });
  }

  async setUp(): Promise<void> {
    for (const name of [TOPIC, 'projects/p/topics/dead']) {
      await this.broker.change({
        op: 'create-topic',
        serial: this.broker.state.nextSerial,
        settings: { name },
      });
    }
    for (const [id, settings] of Object.entries(KINDS)) {
      const name = `projects/p/subscriptions/${id}`;
      const serial = this.broker.state.nextSerial;
      const complete = { ...settings, name, topic: TOPIC, ackDeadlineSeconds: 10 };
      await this.broker.change({ op: 'create-subscription', serial, settings: complete, cursor: 0 });
    }
  }

  subscription(id: string) {
    const found = this.broker.state.subscriptions.get(`projects/p/subscriptions/${id}`);
    if (found === undefined) throw new Error(`${id} is gone`);
    return found;
  }

  async run(step: Action): Promise<void> {
    if (step.do === 'publish') await this.#publish(step.count, step.key);
    else if (step.do === 'wait') this.#wait(step.ms);
    else if (step.do === 'crash') this.#crash();
    else if (step.do === 'snapshot' || step.do === 'seek') await this.#rewind(step.do, step.kind);
    else this.#exchange(step.do, step.kind, step.share);
    await settled();
    await this.broker.journal.written();
  }

  async #publish(count: number, key: string): Promise<void> {
    const topic = this.broker.state.topics.get(TOPIC);
    if (topic === undefined) throw new Error('the topic is gone');
    const messages = Array.from({ length: count }, () => {
      const n = this.published++;
      const attributes = n % 2 === 0 ? { even: 'yes' } : {};
      return encode('google.pubsub.v1.PubsubMessage', {
        data: Buffer.from(`${n}`),
        attributes,
        orderingKey: key,
      });
    });
    await this.broker.publish(topic, messages, key);
  }

  #wait(ms: number): void {
    this.now += ms;
    this.broker.tick();
  }

  #exchange(what: 'take' | 'ack' | 'nack' | 'extend', id: string, count: number): void {
    const subscription = this.subscription(id);
    const held = this.held.get(id) ?? [];
    if (what === 'take') {
      const receiver = {
        kind: 'pull' as const,
        holder: createHolder(count, Number.POSITIVE_INFINITY),
        leaseMs: () => 10_000,
        isReady: () => true,
        deliver: (deliveries: readonly { ackId: string }[]) =>
          held.push(...deliveries.map(({ ackId }) => parseAckId(ackId) as AckId)),
        end: () => {},
      };
      this.broker.dispatcher.attach(subscription, receiver);
      setImmediate(() => setImmediate(() => this.broker.dispatcher.detach(subscription, receiver)));
    } else if (what === 'ack') this.broker.acknowledge(subscription, held.splice(0, count));
    else if (what === 'nack') this.broker.modifyAckDeadline(subscription, held.splice(0, count), 0);
    else this.broker.modifyAckDeadline(subscription, held.slice(0, count), 30);
  }

  async #rewind(what: 'snapshot' | 'seek', id: string): Promise<void> {
    const { backlog, topic } = this.subscription(id);
    const name = `projects/p/snapshots/${id}`;
    if (what === 'snapshot') {
      const below = toRuns(backlog.owedBelowCursor());
      const settings = { name, topic: TOPIC };
      const { cursor } = backlog;
      await this.broker.change({ op: 'put-snapshot', topic: topic.serial, settings, cursor, below });
      return;
    }
    const snapshot = this.broker.state.snapshots.get(name);
    if (snapshot !== undefined) await this.broker.seek(this.subscription(id), snapshot.backlog);
  }

  /** Everything that was confirmed is on disk; the process ends without a word. */
  #crash(): void {
    const before = this.describe();
    this.broker = this.#open();
    // That a lease has ended is not recorded: time says it again.
    this.broker.tick();
    expect(this.describe()).toEqual(before);
  }

  /** Receives and acknowledges until nothing is owed: a restart must leave no message that nobody can get. */
  async drain(): Promise<void> {
    const rounds = this.published * Object.keys(KINDS).length + 10;
    for (let round = 0; round < rounds && this.#owed() > 0; round++) {
      await this.run({ do: 'wait', ms: LONGEST_WAIT_MS });
      for (const id of Object.keys(KINDS)) {
        this.held.set(id, []);
        await this.run({ do: 'take', kind: id, share: 10 });
        await this.run({ do: 'ack', kind: id, share: 10 });
      }
    }
    expect(this.#owed()).toBe(0);
  }

  #owed(): number {
    return [...this.broker.state.subscriptions.values()].reduce((sum, { backlog }) => sum + backlog.size, 0);
  }

  /** What a restart must not change: settings, what is owed to whom, and the bodies. */
  describe(): unknown {
    const { state } = this.broker;
    return {
      topics: [...state.topics.values()].map(({ settings, nextSeq }) => ({ settings, nextSeq })),
      snapshots: [...state.snapshots.values()].map(({ settings, backlog }) => ({ settings, ...backlog })),
      subscriptions: [...state.subscriptions.values()].map(({ settings, backlog, topic }) => {
        const below = [...backlog.owedBelowCursor()].sort((a, b) => a - b);
        const ahead = [...fromRuns([backlog.cursor, topic.log.head - backlog.cursor])].filter((seq) =>
          backlog.owns(seq),
        );
        return {
          settings,
          size: backlog.size,
          owed: [...below, ...ahead].map((seq) => String(Buffer.from(this.broker.body(topic, seq) ?? ''))),
          // A backoff begins anew where it was the end of a lease that began it.
          phases:
            backlog.policy.backoff === undefined
              ? [...backlog.pending.values()].map(({ seq, state: phase }) => `${seq} ${phase}`).sort()
              : [],
          attempts: [...backlog.pending.values()]
            .map(({ seq, attempt, version }) => [seq, attempt, version])
            .sort(),
        };
      }),
    };
  }
}

/** Lets deferred work of the broker and its journal run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('recovery', () => {
  it('restores exactly what was confirmed, wherever the process ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
        const directory = mkdtempSync(join(tmpdir(), 'flightdeck-recovery-'));
        try {
          const world = new World(directory);
          await world.setUp();
          for (const step of actions) await world.run(step);
          await world.run({ do: 'crash' });
          await world.drain();
        } finally {
          rmSync(directory, { recursive: true, force: true });
        }
      }),
      { numRuns: 150, examples: FOUND.map((actions) => [[...actions]]) },
    );
  });
});
