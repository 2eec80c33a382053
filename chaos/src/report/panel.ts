import type { Line } from '../system/evidence.ts';
import type { Axis } from './axis.ts';
import { escapeHtml } from './page.ts';

export interface Panel {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly Line[];
  /** The line that must not be crossed. */
  readonly limit: number;
  readonly limitText: string;
  readonly format: (value: number) => string;
  /** The ends of the value axis where they are given by nature. */
  readonly range?: readonly [number, number];
}

export const PANEL_HEIGHT = 118;
const TOP = 20;
const BOTTOM = 96;
const COLOURS = ['var(--a)', 'var(--b)', 'var(--good)', 'var(--soft)'];
/** A gap longer than this share of the axis is a gap in the data, not a line. */
const LONGEST_STEP_SHARE = 0.02;

/** One plot: lines, the limit, the names at the left. `y` is where it begins. */
export function drawPanel(panel: Panel, axis: Axis, y: number): string {
  const { title, note, lines, limit, limitText, format } = panel;
  const [low, high] = panel.range ?? rangeOf(lines, limit);
  const place = (value: number): number =>
    y + BOTTOM - ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (BOTTOM - TOP);
  const legend = lines
    .slice(0, COLOURS.length)
    .map(
      ({ label }, i) =>
        `<text x="12" y="${y + 52 + i * 15}"><tspan fill="${COLOURS[i]}">━ </tspan>${escapeHtml(shorten(label, 36))}</text>`,
    );
  const drawn = lines.map(({ points }, i) => {
    const path = pathOf(points, axis, place);
    return `<path d="${path}" fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="1.6"${i === 1 ? ' stroke-dasharray="5 3"' : ''}/>`;
  });
  return `<g>
<text x="0" y="${y + 20}" font-weight="600">${escapeHtml(shorten(title, 38))}</text>
<text x="12" y="${y + 36}" class="soft">${escapeHtml(shorten(note, 36))}</text>
${legend.join('\n')}
<line class="axis" x1="${axis.left}" x2="${axis.right}" y1="${y + BOTTOM}" y2="${y + BOTTOM}"/>
<text x="${axis.left - 6}" y="${y + TOP + 4}" text-anchor="end" class="soft">${format(high)}</text>
<text x="${axis.left - 6}" y="${y + BOTTOM}" text-anchor="end" class="soft">${format(low)}</text>
${drawn.join('\n')}
<line x1="${axis.left}" x2="${axis.right}" y1="${place(limit).toFixed(1)}" y2="${place(limit).toFixed(1)}" stroke="var(--limit)" stroke-dasharray="3 3"/>
<text x="${axis.right}" y="${(place(limit) - 4).toFixed(1)}" text-anchor="end" style="fill: var(--limit)">${escapeHtml(limitText)}</text>
</g>`;
}

function pathOf(points: Line['points'], axis: Axis, place: (value: number) => number): string {
  const gap = (axis.right - axis.left) * LONGEST_STEP_SHARE;
  let last = Number.NEGATIVE_INFINITY;
  return points
    .filter(([, value]) => Number.isFinite(value))
    .map(([time, value]) => {
      const x = axis.x(time);
      const move = x - last > gap ? 'M' : 'L';
      last = x;
      return `${move}${x.toFixed(1)} ${place(value).toFixed(1)}`;
    })
    .join('');
}

/** From zero to a little above the highest value and the limit. */
function rangeOf(lines: readonly Line[], limit: number): readonly [number, number] {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value).filter(Number.isFinite));
  return [Math.min(0, ...values), Math.max(limit * 1.3, ...values, Number.MIN_VALUE)];
}

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
