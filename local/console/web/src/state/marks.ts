import { effect, signal } from '@preact/signals';
import type { Span } from '../charts/overlays.ts';
import { getJson } from '../data/http.ts';
import { listIncidents } from '../data/incidents.ts';
import { dataNow, tick, timeScale } from './live.ts';

/** What every chart is marked with: open alerts are shaded, injected faults are hatched. */
export const marks = signal<readonly Span[]>([]);

interface Fault {
  readonly setAt: number;
  readonly endsAt: number;
}

/** Asks anew at every live tick; a part that does not answer leaves the marks as they were. */
export function startMarks(): void {
  effect(() => {
    if (tick.value === 0) return;
    void refresh().catch(() => {});
  });
}

async function refresh(): Promise<void> {
  const [incidents, { faults }] = await Promise.all([
    listIncidents(),
    getJson<{ faults: readonly Fault[] }>('/api/faults'),
  ]);
  const fast = (wallMs: number): number => dataNow.peek() + ((wallMs - Date.now()) / 1000) * timeScale.peek();
  const next: Span[] = [
    ...incidents.map(({ openTime, closeTime }) => ({
      from: Date.parse(openTime) / 1000,
      to: closeTime === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(closeTime) / 1000,
      kind: 'incident' as const,
    })),
    ...faults.map(({ setAt, endsAt }) => ({
      from: Math.round(fast(setAt)),
      to: Math.round(fast(Math.min(endsAt, Date.now()))),
      kind: 'fault' as const,
    })),
  ];
  if (JSON.stringify(next) !== JSON.stringify(marks.peek())) marks.value = merged(next);
}

/** Spans of a kind that overlap become one, so that shades do not add up. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  const ordered = [...spans].sort((a, b) => a.kind.localeCompare(b.kind) || a.from - b.from);
  for (const span of ordered) {
    const last = result.at(-1);
    if (last?.kind === span.kind && span.from <= last.to) {
      result[result.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    } else result.push(span);
  }
  return result;
}
