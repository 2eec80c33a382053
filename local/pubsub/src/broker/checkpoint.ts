import { restorePending, restoreQueued } from '../core/backlog-restore.ts';
import type { PendingState } from '../core/pending.ts';
import { fromRuns, toRuns } from '../core/ranges.ts';
import type {
  SchemaDefinition,
  SnapshotSettings,
  SubscriptionSettings,
  TopicSettings,
} from '../core/resources.ts';
import { type BacklogState, Snapshot } from '../core/snapshot.ts';
import { Subscription } from '../core/subscription.ts';
import { Topic } from '../core/topic.ts';
import type { State } from './state.ts';

/** All state but messages, as it is written at the head of each segment. Fields may be added, never renamed. */
export interface Checkpoint {
  readonly nextSerial: number;
  readonly topics: readonly {
    readonly serial: number;
    readonly settings: TopicSettings;
    readonly nextSeq: number;
    readonly deleted: boolean;
  }[];
  readonly subscriptions: readonly {
    readonly serial: number;
    readonly topic: number;
    readonly settings: SubscriptionSettings;
    readonly cursor: number;
    /** The last version given to a delivery. */
    readonly versions: number;
    /** Delivered and not acknowledged. */
    readonly pending: readonly PendingState[];
    /** Queued behind an ordering key, as runs. */
    readonly queued: readonly number[];
  }[];
  readonly snapshots: readonly (BacklogState & {
    readonly topic: number;
    readonly settings: SnapshotSettings;
  })[];
  readonly schemas: readonly (readonly [string, readonly SchemaDefinition[]])[];
  readonly policies: readonly (readonly [string, object])[];
}

export function takeCheckpoint(state: State): Checkpoint {
  return {
    nextSerial: state.nextSerial,
    topics: [...state.topicsBySerial.values()].map(({ serial, settings, nextSeq, deleted }) => ({
      serial,
      settings,
      nextSeq,
      deleted,
    })),
    subscriptions: [...state.subscriptions.values()].map(({ serial, topic, settings, backlog }) => ({
      serial,
      topic: topic.serial,
      settings,
      cursor: backlog.cursor,
      versions: backlog.pending.versions,
      pending: backlog.pending.states(),
      queued: toRuns(backlog.keys.queuedMessages()),
    })),
    snapshots: [...state.snapshots.values()].map(({ topic, settings, backlog }) => ({
      topic: topic.serial,
      settings,
      ...backlog,
    })),
    schemas: [...state.schemas],
    policies: [...state.policies],
  };
}

/**
 * Restores resources at once, and gives back what needs the messages to be there first: what each
 * subscription owes below its cursor.
 */
export function restoreCheckpoint(state: State, checkpoint: Checkpoint): () => void {
  state.nextSerial = checkpoint.nextSerial;
  for (const { serial, settings, nextSeq, deleted } of checkpoint.topics) {
    const topic = new Topic(serial, settings, nextSeq);
    topic.deleted = deleted;
    state.addTopic(topic);
  }
  const later: (() => void)[] = [];
  for (const {
    serial,
    topic: topicSerial,
    settings,
    cursor,
    versions,
    pending,
    queued,
  } of checkpoint.subscriptions) {
    const topic = state.topicsBySerial.get(topicSerial);
    if (topic === undefined) continue;
    const subscription = new Subscription(serial, settings, topic, cursor);
    subscription.backlog.pending.versions = versions;
    state.addSubscription(subscription);
    later.push(() => restoreOwed(subscription, pending, queued));
  }
  for (const { topic: topicSerial, settings, cursor, below } of checkpoint.snapshots) {
    const topic = state.topicsBySerial.get(topicSerial);
    if (topic !== undefined)
      state.snapshots.set(settings.name, new Snapshot(settings, topic, { cursor, below }));
  }
  for (const [name, revisions] of checkpoint.schemas) state.schemas.set(name, revisions);
  for (const [resource, policy] of checkpoint.policies) state.policies.set(resource, policy);
  return () => {
    for (const restore of later) restore();
  };
}

function restoreOwed(
  { backlog }: Subscription,
  pending: readonly PendingState[],
  queued: readonly number[],
): void {
  restoreQueued(backlog, fromRuns(queued));
  for (const state of pending) restorePending(backlog, state);
}
