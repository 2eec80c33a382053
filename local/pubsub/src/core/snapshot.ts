import { fromRuns } from './ranges.ts';
import type { SnapshotSettings } from './resources.ts';
import type { Topic } from './topic.ts';

/** What a subscription owed at one moment: every message from `cursor` on, and `below` of those before. */
export interface BacklogState {
  readonly cursor: number;
  /** Runs [first, count …]. */
  readonly below: readonly number[];
}

/** A snapshot: keeps what was unacknowledged at its creation, and all since, for a seek. */
export class Snapshot {
  readonly topic: Topic;
  readonly backlog: BacklogState;
  settings: SnapshotSettings;

  constructor(settings: SnapshotSettings, topic: Topic, backlog: BacklogState) {
    this.settings = settings;
    this.topic = topic;
    this.backlog = backlog;
  }

  get name(): string {
    return this.settings.name;
  }

  /** Whether any message of [first, last] would be owed again. */
  needs(first: number, last: number): boolean {
    if (last >= this.backlog.cursor) return true;
    const { below } = this.backlog;
    for (let i = 0; i < below.length; i += 2) {
      const start = below[i] as number;
      if (start <= last && start + (below[i + 1] as number) > first) return true;
    }
    return false;
  }

  /** The oldest message it keeps. */
  get lowest(): number {
    return fromRuns(this.backlog.below).next().value ?? this.backlog.cursor;
  }
}
