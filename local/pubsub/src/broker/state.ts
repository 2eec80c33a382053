import type { SubscriptionSettings, TopicSettings } from '../core/resources.ts';
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
  | { readonly op: 'delete-subscription'; readonly name: string };

/** Every resource of the server. Changed by operations only, so that replaying them restores it. */
export class State {
  readonly topics = new Map<string, Topic>();
  /** Includes deleted topics that still have subscriptions. */
  readonly topicsBySerial = new Map<number, Topic>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly subscriptionsBySerial = new Map<number, Subscription>();
  #nextSerial = 1;

  /** A number for a new topic or subscription, never given out before. */
  get nextSerial(): number {
    return this.#nextSerial;
  }

  apply(operation: Operation): void {
    switch (operation.op) {
      case 'create-topic':
        this.#addTopic(new Topic(operation.serial, operation.settings));
        break;
      case 'update-topic': {
        const topic = this.topics.get(operation.settings.name);
        if (topic !== undefined) topic.settings = operation.settings;
        break;
      }
      case 'delete-topic':
        this.#deleteTopic(operation.name);
        break;
      case 'create-subscription': {
        const { serial, settings, cursor } = operation;
        const topic = this.topics.get(settings.topic);
        if (topic !== undefined) this.#addSubscription(new Subscription(serial, settings, topic, cursor));
        break;
      }
      case 'update-subscription': {
        const subscription = this.subscriptions.get(operation.settings.name);
        if (subscription !== undefined) subscription.settings = operation.settings;
        break;
      }
      case 'delete-subscription':
        this.#deleteSubscription(operation.name);
        break;
    }
  }

  #addTopic(topic: Topic): void {
    this.topics.set(topic.name, topic);
    this.topicsBySerial.set(topic.serial, topic);
    this.#spend(topic.serial);
  }

  #deleteTopic(name: string): void {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    topic.deleted = true;
    this.topics.delete(name);
    this.#forgetIfUnused(topic);
  }

  #addSubscription(subscription: Subscription): void {
    this.subscriptions.set(subscription.name, subscription);
    this.subscriptionsBySerial.set(subscription.serial, subscription);
    subscription.topic.subscriptions.add(subscription);
    this.#spend(subscription.serial);
  }

  #deleteSubscription(name: string): void {
    const subscription = this.subscriptions.get(name);
    if (subscription === undefined) return;
    this.subscriptions.delete(name);
    this.subscriptionsBySerial.delete(subscription.serial);
    subscription.topic.subscriptions.delete(subscription);
    this.#forgetIfUnused(subscription.topic);
  }

  #forgetIfUnused(topic: Topic): void {
    if (topic.deleted && topic.subscriptions.size === 0) this.topicsBySerial.delete(topic.serial);
  }

  #spend(serial: number): void {
    this.#nextSerial = Math.max(this.#nextSerial, serial + 1);
  }
}
