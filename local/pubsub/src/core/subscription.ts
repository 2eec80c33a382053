import { type Filter, parseFilter } from '../filter/filter.ts';
import { Backlog } from './backlog.ts';
import type { DeliveryPolicy } from './delivery.ts';
import { durationMs } from './duration.ts';
import type { SubscriptionSettings } from './resources.ts';
import { DELETED_TOPIC, type Topic } from './topic.ts';

/** Retry bounds of a retry policy that leaves them out, as documented for Pub/Sub, in ms. */
const DEFAULT_MIN_BACKOFF_MS = 10_000;
const DEFAULT_MAX_BACKOFF_MS = 600_000;

/** Retention of a subscription that names none: 7 days, in ms. */
const DEFAULT_RETENTION_MS = 604_800_000;

/** A subscription: its settings and its backlog. */
export class Subscription {
  readonly name: string;
  readonly serial: number;
  readonly topic: Topic;
  readonly backlog: Backlog;
  /** Whether a message with these attributes is for this subscription; undefined when all are. */
  readonly filter: Filter | undefined;
  #settings: SubscriptionSettings;

  constructor(serial: number, settings: SubscriptionSettings, topic: Topic, cursor: number) {
    this.name = settings.name;
    this.serial = serial;
    this.topic = topic;
    this.#settings = settings;
    const filter = settings.filter ?? '';
    this.filter = filter === '' ? undefined : parseFilter(filter);
    this.backlog = new Backlog(serial, topic.log, deliveryPolicy(settings), cursor);
  }

  get settings(): SubscriptionSettings {
    return this.#settings;
  }

  set settings(settings: SubscriptionSettings) {
    this.#settings = settings;
    this.backlog.policy = deliveryPolicy(settings);
  }

  get ackDeadlineMs(): number {
    return this.#settings.ackDeadlineSeconds * 1000;
  }

  get detached(): boolean {
    return this.#settings.detached === true;
  }

  /** How long an unacknowledged message is kept, in ms. */
  get retentionMs(): number {
    return durationMs(this.#settings.messageRetentionDuration) ?? DEFAULT_RETENTION_MS;
  }

  /** The settings as the API shows them. */
  describe(): SubscriptionSettings {
    const retention = this.topic.settings.messageRetentionDuration;
    return {
      ...this.#settings,
      topic: this.topic.deleted ? DELETED_TOPIC : this.topic.name,
      ...(retention === undefined ? {} : { topicMessageRetentionDuration: retention }),
    };
  }
}

function deliveryPolicy(settings: SubscriptionSettings): DeliveryPolicy {
  const { retryPolicy, deadLetterPolicy } = settings;
  return {
    ordered: settings.enableMessageOrdering === true,
    exactlyOnce: settings.enableExactlyOnceDelivery === true,
    filtered: (settings.filter ?? '') !== '',
    backoff:
      retryPolicy === undefined
        ? undefined
        : {
            minMs: durationMs(retryPolicy.minimumBackoff) ?? DEFAULT_MIN_BACKOFF_MS,
            maxMs: durationMs(retryPolicy.maximumBackoff) ?? DEFAULT_MAX_BACKOFF_MS,
          },
    maxAttempts: deadLetterPolicy?.maxDeliveryAttempts,
  };
}
