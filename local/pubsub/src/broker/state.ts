import { fromRuns } from '../core/ranges.ts';
import type {
  SchemaDefinition,
  SnapshotSettings,
  SubscriptionSettings,
  TopicSettings,
} from '../core/resources.ts';
import { type BacklogState, Snapshot } from '../core/snapshot.ts';
import { Subscription } from '../core/subscription.ts';
import { Topic } from '../core/topic.ts';

/** A change of resources. What is here is on disk too: fields may be added, never renamed. */
export type Operation =
  | { readonly op: 'create-topic'; readonly serial: number; readonly settings: TopicSettings }
  | { readonly op: 'update-topic'; readonly settings: TopicSettings }
  | { readonly op: 'delete-topic'; readonly name: string }
  | {
      readonly op: 'create-subscription';
      readonly serial: number;
      readonly settings: SubscriptionSettings;
      readonly cursor: number;
    }
  | { readonly op: 'update-subscription'; readonly settings: SubscriptionSettings }
  | { readonly op: 'delete-subscription'; readonly name: string }
  | ({ readonly op: 'seek'; readonly name: string } & BacklogState)
  | ({
      readonly op: 'put-snapshot';
      readonly topic: number;
      readonly settings: SnapshotSettings;
    } & BacklogState)
  | { readonly op: 'delete-snapshot'; readonly name: string }
  | { readonly op: 'put-schema'; readonly name: string; readonly revisions: readonly SchemaDefinition[] }
  | { readonly op: 'delete-schema'; readonly name: string }
  | { readonly op: 'set-policy'; readonly resource: string; readonly policy: object };

/** What a topic shows once its schema is deleted. */
export const DELETED_SCHEMA = '_deleted-schema_';

type Apply = { readonly [Op in Operation['op']]: (operation: Extract<Operation, { op: Op }>) => void };

/** Every resource of the server. Changed by operations only, so that replaying them restores it. */
export class State {
  readonly topics = new Map<string, Topic>();
  /** Includes deleted topics that subscriptions or snapshots still need. */
  readonly topicsBySerial = new Map<number, Topic>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly subscriptionsBySerial = new Map<number, Subscription>();
  readonly snapshots = new Map<string, Snapshot>();
  /** Revisions by schema, oldest first. */
  readonly schemas = new Map<string, readonly SchemaDefinition[]>();
  readonly policies = new Map<string, object>();
  /** A number for a new topic or subscription, never given out before. */
  nextSerial = 1;

  readonly #apply: Apply = {
    'create-topic': ({ serial, settings }) => this.addTopic(new Topic(serial, settings)),
    'update-topic': ({ settings }) => {
      const topic = this.topics.get(settings.name);
      if (topic !== undefined) topic.settings = settings;
    },
    'delete-topic': ({ name }) => this.#deleteTopic(name),
    'create-subscription': ({ serial, settings, cursor }) => {
      const topic = this.topics.get(settings.topic);
      if (topic !== undefined) this.addSubscription(new Subscription(serial, settings, topic, cursor));
    },
    'update-subscription': ({ settings }) => {
      const subscription = this.subscriptions.get(settings.name);
      if (subscription === undefined) return;
      subscription.settings = settings;
      if (subscription.detached) subscription.topic.subscriptions.delete(subscription);
    },
    'delete-subscription': ({ name }) => this.#deleteSubscription(name),
    seek: ({ name, cursor, below }) => this.subscriptions.get(name)?.backlog.reset(cursor, fromRuns(below)),
    'put-snapshot': ({ topic, settings, cursor, below }) => {
      const found = this.topicsBySerial.get(topic);
      if (found !== undefined) {
        this.snapshots.set(settings.name, new Snapshot(settings, found, { cursor, below }));
      }
    },
    'delete-snapshot': ({ name }) => {
      const snapshot = this.snapshots.get(name);
      this.snapshots.delete(name);
      if (snapshot !== undefined) this.#forgetIfUnused(snapshot.topic);
    },
    'put-schema': ({ name, revisions }) => void this.schemas.set(name, revisions),
    'delete-schema': ({ name }) => {
      this.schemas.delete(name);
      for (const topic of this.topics.values()) {
        const { schemaSettings } = topic.settings;
        if (schemaSettings?.schema !== name) continue;
        topic.settings = { ...topic.settings, schemaSettings: { ...schemaSettings, schema: DELETED_SCHEMA } };
      }
    },
    'set-policy': ({ resource, policy }) => void this.policies.set(resource, policy),
  };

  apply(operation: Operation): void {
    (this.#apply[operation.op] as (operation: Operation) => void)(operation);
  }

  addTopic(topic: Topic): void {
    if (!topic.deleted) this.topics.set(topic.name, topic);
    this.topicsBySerial.set(topic.serial, topic);
    this.nextSerial = Math.max(this.nextSerial, topic.serial + 1);
  }

  addSubscription(subscription: Subscription): void {
    this.subscriptions.set(subscription.name, subscription);
    this.subscriptionsBySerial.set(subscription.serial, subscription);
    if (!subscription.detached) subscription.topic.subscriptions.add(subscription);
    this.nextSerial = Math.max(this.nextSerial, subscription.serial + 1);
  }

  #deleteTopic(name: string): void {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    topic.deleted = true;
    this.topics.delete(name);
    this.policies.delete(name);
    this.#forgetIfUnused(topic);
  }

  #deleteSubscription(name: string): void {
    const subscription = this.subscriptions.get(name);
    if (subscription === undefined) return;
    this.subscriptions.delete(name);
    this.subscriptionsBySerial.delete(subscription.serial);
    this.policies.delete(name);
    subscription.topic.subscriptions.delete(subscription);
    this.#forgetIfUnused(subscription.topic);
  }

  #forgetIfUnused(topic: Topic): void {
    const isUsed =
      topic.subscriptions.size > 0 || [...this.snapshots.values()].some((s) => s.topic === topic);
    if (topic.deleted && !isUsed) this.topicsBySerial.delete(topic.serial);
  }
}
