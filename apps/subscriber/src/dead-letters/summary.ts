import type { WaitingLetter } from './subscription.ts';

/** How many letters there are of each reason, most first. Values in a reason differ; what it says of the field does not. */
export function countReasons(
  letters: readonly Pick<WaitingLetter, 'reason'>[],
): [reason: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { reason } of letters) {
    const kind = reason
      .replace(/, got .*$/, '')
      .replace(/is not the event_id .*$/, 'is not the event_id')
      .replace(/\d+ bytes/, 'N bytes');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** One line of `list`. */
export const letterLine = ({ originalId, eventId, reason, deadLetteredAt }: WaitingLetter): string =>
  [
    new Date(deadLetteredAt).toISOString(),
    originalId.padEnd(12),
    (eventId || '(no ce-id)').padEnd(24),
    reason,
  ].join('  ');
