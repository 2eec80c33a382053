import type { Broker } from '../broker/broker.ts';
import { type Timestamp, timestampMs, toTimestamp } from '../core/duration.ts';
import { toRuns } from '../core/ranges.ts';
import type { Labels, SnapshotSettings } from '../core/resources.ts';
import type { BacklogState } from '../core/snapshot.ts';
import type { Subscription } from '../core/subscription.ts';
import { DELETED_TOPIC } from '../core/topic.ts';
import { checkLabels } from './common-checks.ts';
import { applyMask, type MaskRules } from './field-mask.ts';
import { findSnapshot, findSubscription } from './lookup.ts';
import type { Paging, UpdateRequest } from './messages.ts';
import { checkName, checkProject } from './names.ts';
import { pageOf } from './paging.ts';
import type { ServiceHandlers } from './rpc.ts';
import { alreadyExists, failedPrecondition, invalidArgument } from './status.ts';

/** Longest life of a snapshot, less the age of the oldest message it keeps, in ms. */
const LIFETIME_MS = 7 * 86_400_000;
/** A snapshot that would live shorter is refused, in ms. */
const MIN_LIFETIME_MS = 3_600_000;

const MASK: MaskRules = {
  resource: 'Snapshot',
  mutable: ['labels', 'expire_time'],
  immutable: ['name', 'topic'],
};

interface SeekRequest {
  readonly subscription?: string;
  readonly time?: Timestamp;
  readonly snapshot?: string;
}

/** The methods of google.pubsub.v1.Subscriber for snapshots and seeks. */
export function snapshotMethods(broker: Broker, randomId: () => string): ServiceHandlers['unary'] {
  const { state, clock } = broker;
  return {
    async CreateSnapshot(request: { name?: string; subscription?: string; labels?: Labels }) {
      checkLabels(request.labels);
      const project = checkName(request.subscription, 'subscriptions').split('/')[1];
      const name = checkName(request.name || `projects/${project}/snapshots/auto-${randomId()}`, 'snapshots');
      if (state.snapshots.has(name)) throw alreadyExists(name);
      const { backlog, topic } = findSubscription(state, request.subscription);
      const now = clock.now();
      const oldest = backlog.log.firstPublishMs(backlog.lowestOwed) ?? now;
      const lifetimeMs = LIFETIME_MS - (now - oldest);
      if (lifetimeMs < MIN_LIFETIME_MS) {
        throw failedPrecondition('The backlog is too old: the snapshot would expire in less than 1 hour.');
      }
      const settings: SnapshotSettings = {
        name,
        topic: topic.deleted ? DELETED_TOPIC : topic.name,
        expireTime: toTimestamp(now + lifetimeMs),
        ...(request.labels === undefined ? {} : { labels: request.labels }),
      };
      const { cursor } = backlog;
      const below = toRuns(backlog.owedBelowCursor());
      await broker.change({ op: 'put-snapshot', topic: topic.serial, settings, cursor, below });
      return settings;
    },
    GetSnapshot: (request: { snapshot?: string }) => findSnapshot(state, request.snapshot).settings,
    ListSnapshots(request: Paging & { project?: string }) {
      const { entries, nextPageToken } = pageOf(state.snapshots, checkProject(request.project), request);
      return { snapshots: entries.map(({ settings }) => settings), nextPageToken };
    },
    async UpdateSnapshot(request: UpdateRequest<'snapshot', SnapshotSettings>) {
      const snapshot = findSnapshot(state, request.snapshot?.name);
      const settings = applyMask(snapshot.settings, request.snapshot ?? {}, request.updateMask?.paths, MASK);
      checkLabels(settings.labels);
      await broker.change({
        op: 'put-snapshot',
        topic: snapshot.topic.serial,
        settings,
        ...snapshot.backlog,
      });
      return settings;
    },
    async DeleteSnapshot(request: { snapshot?: string }) {
      await broker.change({ op: 'delete-snapshot', name: findSnapshot(state, request.snapshot).name });
      return {};
    },
    async Seek(request: SeekRequest) {
      const subscription = findSubscription(state, request.subscription);
      if (subscription.detached) throw failedPrecondition('The subscription is detached from its topic.');
      const target = seekTarget(broker, subscription, request);
      await broker.seek(subscription, target);
      return {};
    },
  };
}

function seekTarget(
  broker: Broker,
  subscription: Subscription,
  { time, snapshot: name }: SeekRequest,
): BacklogState {
  if (time !== undefined) return seekToTime(subscription, timestampMs(time), broker.clock.now());
  if (name === undefined || name === '') throw invalidArgument('Either time or snapshot must be set.');
  const snapshot = findSnapshot(broker.state, name);
  if (snapshot.topic !== subscription.topic) {
    throw invalidArgument("The snapshot's topic differs from that of the subscription.");
  }
  return snapshot.backlog;
}

/**
 * Messages published before the time count as acknowledged, those after it as not. What was acknowledged
 * comes back only where it was retained: by the subscription or by the topic.
 */
function seekToTime({ backlog, settings, topic }: Subscription, timeMs: number, nowMs: number): BacklogState {
  if (timeMs > nowMs) return { cursor: topic.nextSeq, below: [] };
  const target = topic.log.firstPublishedAt(timeMs);
  const isRetained = settings.retainAckedMessages === true || topic.retentionMs > 0;
  if (isRetained || target >= backlog.cursor) return { cursor: target, below: [] };
  const owed = [...backlog.owedBelowCursor()].filter((seq) => seq >= target);
  return { cursor: backlog.cursor, below: toRuns(owed) };
}
