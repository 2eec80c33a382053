import type { Backlog } from './backlog.ts';
import type { PendingState } from './pending.ts';

// Rebuilding a backlog after a restart, from a checkpoint and from what was recorded since.

/** What a checkpoint says of a pending message; messages that are gone are left out. */
export function restorePending(backlog: Backlog, [seq, version, attempt, dueMs, state]: PendingState): void {
  if (!backlog.log.has(seq)) return;
  const entry = backlog.enter(seq);
  entry.version = version;
  entry.attempt = attempt;
  if (state === 'leased') {
    backlog.hold(entry, undefined, dueMs);
    return;
  }
  entry.state = state;
  entry.dueMs = dueMs;
  if (state === 'ready') backlog.ready.push(seq);
  if (state === 'dead') backlog.dead.push(seq);
  if (state === 'delayed') {
    backlog.pending.setDue(entry, dueMs);
    const key = backlog.keyOf(seq);
    if (key !== '') backlog.keys.failed(key, seq, true);
  }
}

/**
 * A delivery. That a lease or a backoff ended is not recorded: that the message went out again says so, and
 * what it meant for the later messages of its ordering key.
 */
export function restoreDelivery(
  backlog: Backlog,
  { seq, version, attempt }: { readonly seq: number; readonly version: number; readonly attempt: number },
  deadlineMs: number,
): void {
  const key = backlog.keyOf(seq);
  if (key !== '') {
    const before = backlog.pending.get(seq)?.state;
    if (before === 'leased') backlog.takeBackKey(key, seq, false);
    if (before === 'delayed') backlog.keys.backoffOver(key);
  }
  restorePending(backlog, [seq, version, attempt, deadlineMs, 'leased']);
}

/** Messages that waited behind their ordering keys. */
export function restoreQueued(backlog: Backlog, seqs: Iterable<number>): void {
  for (const seq of seqs) {
    const key = backlog.keyOf(seq);
    if (key !== '') backlog.park(key, seq);
  }
}

/** A message that was given back. */
export function restoreFailure(backlog: Backlog, seq: number, nowMs: number): void {
  const entry = backlog.pending.get(seq);
  if (entry?.state === 'leased') backlog.fail(entry, nowMs);
}

export function restoreExtension(backlog: Backlog, seq: number, dueMs: number): void {
  const entry = backlog.pending.get(seq);
  if (entry?.state === 'leased') backlog.pending.setDue(entry, dueMs);
}

/**
 * Moves the cursor to where it was. What it passes and was not delivered waited behind its ordering key.
 */
export function restoreCursor(backlog: Backlog, cursor: number, delivered: ReadonlySet<number>): void {
  for (; backlog.cursor < cursor; backlog.cursor++) {
    const seq = backlog.cursor;
    if (delivered.has(seq) || !backlog.owns(seq)) continue;
    const key = backlog.keyOf(seq);
    if (key !== '') backlog.park(key, seq);
  }
}
