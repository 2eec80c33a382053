import type { Topic } from '../core/topic.ts';
import type { Journal } from '../journal/journal.ts';
import type { SegmentContents } from './segment-contents.ts';
import type { State } from './state.ts';

/** Drops what is past its retention and frees what nothing needs: memory of the index, segments on disk. */
export function sweep(state: State, journal: Journal, contents: SegmentContents, nowMs: number): void {
  for (const { backlog, retentionMs, topic } of state.subscriptions.values()) {
    const oldest = backlog.lowestOwed;
    const keptFrom = topic.log.firstPublishedAt(nowMs - retentionMs);
    if (keptFrom > oldest) backlog.dropBelow(keptFrom);
  }
  for (const [name, snapshot] of state.snapshots) {
    const { expireTime } = snapshot.settings;
    if (expireTime !== undefined && (expireTime.seconds ?? 0) * 1000 <= nowMs) state.snapshots.delete(name);
  }
  for (const topic of state.topicsBySerial.values())
    topic.log.releaseBelow(lowestNeeded(state, topic, nowMs));
  journal.release((segment) =>
    contents.isNeeded(segment, (serial, first, last) => {
      const topic = state.topicsBySerial.get(serial);
      return topic !== undefined && isNeeded(state, topic, first, last, nowMs);
    }),
  );
}

/** Acknowledged messages from this sequence number on are kept for seeks. */
function retainedFrom(topic: Topic, nowMs: number): number {
  const spans = [topic.retentionMs];
  for (const { settings, retentionMs } of topic.subscriptions) {
    if (settings.retainAckedMessages === true) spans.push(retentionMs);
  }
  const longest = Math.max(...spans);
  return longest === 0 ? topic.log.head : topic.log.firstPublishedAt(nowMs - longest);
}

function lowestNeeded(state: State, topic: Topic, nowMs: number): number {
  let lowest = retainedFrom(topic, nowMs);
  for (const { backlog } of topic.subscriptions) lowest = Math.min(lowest, backlog.lowestOwed);
  for (const snapshot of state.snapshots.values()) {
    if (snapshot.topic === topic) lowest = Math.min(lowest, snapshot.lowest);
  }
  return lowest;
}

function isNeeded(state: State, topic: Topic, first: number, last: number, nowMs: number): boolean {
  if (last >= retainedFrom(topic, nowMs)) return true;
  for (const { backlog } of topic.subscriptions) if (backlog.needs(first, last)) return true;
  for (const snapshot of state.snapshots.values()) {
    if (snapshot.topic === topic && snapshot.needs(first, last)) return true;
  }
  return false;
}
