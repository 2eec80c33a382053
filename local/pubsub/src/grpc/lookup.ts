import type { State } from '../broker/state.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Subscription } from '../core/subscription.ts';
import type { Topic } from '../core/topic.ts';
import { checkName } from './names.ts';
import { notFound } from './status.ts';

// Each throws INVALID_ARGUMENT for a name that cannot be, NOT_FOUND for one that is not.

export function findTopic(state: State, name: string | undefined): Topic {
  return state.topics.get(checkName(name, 'topics')) ?? fail(name);
}

export function findSubscription(state: State, name: string | undefined): Subscription {
  return state.subscriptions.get(checkName(name, 'subscriptions')) ?? fail(name);
}

export function findSnapshot(state: State, name: string | undefined): Snapshot {
  return state.snapshots.get(checkName(name, 'snapshots')) ?? fail(name);
}

function fail(name: string | undefined): never {
  throw notFound(name ?? '');
}
