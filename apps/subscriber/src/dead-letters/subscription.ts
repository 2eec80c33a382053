import type { protos } from '@google-cloud/pubsub';
import { status } from '@grpc/grpc-js';
import { MESSAGE_ID_ATTRIBUTE, originalAttributes, REASON_ATTRIBUTE } from '../dead-letter-message.ts';
import type { PubSubClients } from '../google/clients.ts';

/** A message that waits on the dead-letter subscription. */
export interface WaitingLetter {
  readonly ackId: string;
  /** The message it once was. */
  readonly originalId: string;
  readonly eventId: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly deadLetteredAt: number;
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

const MESSAGES_PER_PULL = 500;
const CALL = { timeout: 10_000, retry: { retryCodes: [] } };
/** An empty answer of Pull may come although there are messages; two in a row are believed. */
const EMPTY_ANSWERS = 2;

/** What Pub/Sub's own dead-letter policy writes instead of a reason of ours. */
const POLICY_ATTEMPTS = 'CloudPubSubDeadLetterSourceDeliveryCount';

/** The dead-letter subscription, as `list` and `replay` use it. */
export function openDeadLetters(clients: PubSubClients, subscription: string) {
  const held = new Set<string>();
  const { subscriber } = clients;
  return {
    /** Leases messages, a page at a time, until there is none that was there before `startedAt`. */
    async *pages(startedAt: number): AsyncGenerator<readonly WaitingLetter[]> {
      for (let empty = 0; empty < EMPTY_ANSWERS; ) {
        const request = { subscription, maxMessages: MESSAGES_PER_PULL, returnImmediately: true };
        const [{ receivedMessages }] = await subscriber.pull(request, CALL);
        const letters = (receivedMessages ?? []).map(toLetter);
        for (const { ackId } of letters) held.add(ackId);
        // One that came in meanwhile is left alone: a replay would otherwise chase its own poison for ever.
        const before = letters.filter(({ deadLetteredAt }) => deadLetteredAt <= startedAt);
        if (before.length === 0) empty += 1;
        else yield before;
      }
    },
    /** Takes messages off the subscription. */
    async remove(letters: readonly WaitingLetter[]): Promise<void> {
      const ackIds = letters.map(({ ackId }) => ackId);
      if (ackIds.length === 0) return;
      await subscriber.acknowledge({ subscription, ackIds }, CALL);
      for (const ackId of ackIds) held.delete(ackId);
    },
    /** Gives back whatever was leased and not removed. */
    async giveBack(): Promise<void> {
      const all = [...held];
      for (let start = 0; start < all.length; start += MESSAGES_PER_PULL) {
        const ackIds = all.slice(start, start + MESSAGES_PER_PULL);
        await subscriber.modifyAckDeadline({ subscription, ackIds, ackDeadlineSeconds: 0 }, CALL);
      }
      held.clear();
    },
  };
}

function toLetter({ ackId, message }: protos.google.pubsub.v1.IReceivedMessage): WaitingLetter {
  const attributes = message?.attributes ?? {};
  const { seconds, nanos } = message?.publishTime ?? {};
  const attempts = attributes[POLICY_ATTEMPTS];
  return {
    ackId: ackId ?? '',
    originalId: attributes[MESSAGE_ID_ATTRIBUTE] ?? message?.messageId ?? '',
    eventId: attributes['ce-id'] ?? '',
    reason:
      attributes[REASON_ATTRIBUTE] ??
      (attempts === undefined ? 'no reason was given' : `not acknowledged in ${attempts} deliveries`),
    deadLetteredAt: Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000,
    data: Buffer.from((message?.data as Uint8Array | undefined) ?? []),
    attributes,
  };
}

/** Publishes letters again as the messages they were. */
export async function republish(
  clients: PubSubClients,
  topic: string,
  letters: readonly WaitingLetter[],
): Promise<void> {
  const messages = letters.map(({ data, attributes }) => ({
    data,
    attributes: { ...originalAttributes(attributes) },
  }));
  await clients.publisher.publish({ topic, messages }, CALL);
}

/** A call that failed because a topic or subscription is not there. */
export const isNotFound = (error: unknown): boolean =>
  (error as { code?: unknown }).code === status.NOT_FOUND;
