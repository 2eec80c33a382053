import { formatSpan } from '../charts/format.ts';

export interface LaneBar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'fault' | 'incident' | 'waiting';
}

interface LaneProps {
  readonly title: string;
  readonly bars: readonly LaneBar[];
  readonly from: number;
  readonly to: number;
  /** What is said where there is no bar. */
  readonly empty: string;
}

/** Spans of time as bars, on the same axis as the charts above and below it. */
export function Lane({ title, bars, from, to, empty }: LaneProps) {
  const place = (time: number): number => (100 * (Math.min(to, Math.max(from, time)) - from)) / (to - from);
  const text = bars.map((bar) => `${bar.name} for ${formatSpan(bar.to - bar.from)}`).join('; ');
  return (
    <section class="panel lane">
      <h3>{title}</h3>
      <div class="lane-rows" role="img" aria-label={`${title}: ${text || empty}`}>
        {bars.length === 0 && <span class="dim">{empty}</span>}
        {bars.map((bar) => (
          <div key={`${bar.name} ${bar.from}`} class="lane-row">
            <span
              class={`lane-bar lane-${bar.kind}`}
              style={{
                left: `${place(bar.from)}%`,
                width: `${Math.max(0.4, place(bar.to) - place(bar.from))}%`,
              }}
            />
            <span class="lane-name" style={labelPlace(place(bar.from))}>
              {bar.name} <span class="dim">{formatSpan(bar.to - bar.from)}</span>
            </span>
          </div>
        ))}
      </div>
    </section>
  );
}

/** A name begins at its bar, or ends at it where it would run out of the picture. */
const labelPlace = (left: number): Record<string, string> =>
  left < 60 ? { left: `${left}%` } : { right: `${100 - left}%`, textAlign: 'right' };
