import type { Outcome } from './score.ts';
import { summarize } from './summary.ts';

const WIDTH = 960;
const ROW = 44;
const TOP = 92;
const LEFT = 150;
const PANEL = 370;
const GAP = 40;
const OFFSET = 8;

/** Colours told apart by people who see few of them (Okabe and Ito), and a mark each for those who see none. */
const STYLES = [
  { colour: '#0072b2', mark: 'circle' },
  { colour: '#d55e00', mark: 'square' },
  { colour: '#009e73', mark: 'diamond' },
  { colour: '#7d3c98', mark: 'triangle' },
] as const;

const TICKS = [
  [30, '30 s'],
  [60, '1 min'],
  [300, '5 min'],
  [900, '15 min'],
  [3600, '1 h'],
  [14_400, '4 h'],
  [86_400, '24 h'],
] as const;
const [LEAST_S] = TICKS[0];
const [MOST_S] = TICKS[TICKS.length - 1] as (typeof TICKS)[number];

type Measure = 'detectionS' | 'resetS';

/** Medians of detection and reset per shape and set, on a logarithmic axis. */
export function drawScorecard(outcomes: readonly Outcome[]): string {
  const sets = [...new Set(outcomes.map(({ set }) => set))];
  const shapes = [...new Set(outcomes.map(({ shape }) => shape))];
  const height = TOP + shapes.length * ROW + 40;
  const panels = (
    [
      ['detectionS', 'Detection: fault start to first page', LEFT],
      ['resetS', 'Reset: fault end to close of last page', LEFT + PANEL + GAP],
    ] as const
  ).map(([measure, title, left]) => panel(outcomes, sets, shapes, measure, title, left, height));
  const rows = shapes.map((shape, i) => text(LEFT - 12, TOP + i * ROW + ROW / 2 + 4, shape, 'end'));
  const legend = sets.map((set, i) => {
    const x = LEFT + i * 150;
    return `${mark(i, x, 24)}${text(x + 12, 28, set, 'start')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<title id="title">Median detection and reset times of four sets of burn-rate windows, by shape of fault</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${[...legend, ...rows, ...panels].join('\n')}
</svg>
`;
}

function scale(seconds: number, left: number): number {
  const bounded = Math.min(MOST_S, Math.max(LEAST_S, seconds));
  return left + (PANEL * Math.log(bounded / LEAST_S)) / Math.log(MOST_S / LEAST_S);
}

function panel(
  outcomes: readonly Outcome[],
  sets: readonly string[],
  shapes: readonly string[],
  measure: Measure,
  title: string,
  left: number,
  height: number,
): string {
  const bottom = height - 32;
  const grid = TICKS.map(([seconds, label]) => {
    const x = round(scale(seconds, left));
    return `<line x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${bottom}" stroke="#ddd"/>${text(x, bottom + 18, label, 'middle')}`;
  });
  const marks = shapes.flatMap((shape, row) =>
    sets.map((set, i) => {
      const value = summarize(outcomes.filter((o) => o.set === set && o.shape === shape))[measure];
      const y = TOP + row * ROW + ROW / 2 + (i - (sets.length - 1) / 2) * OFFSET;
      return value === null ? '' : mark(i, round(scale(value, left)), y);
    }),
  );
  const lines = shapes.map((_, row) => {
    const y = TOP + (row + 1) * ROW;
    return `<line x1="${left}" y1="${y}" x2="${left + PANEL}" y2="${y}" stroke="#eee"/>`;
  });
  return [
    `<text x="${left}" y="${TOP - 22}" font-weight="600">${title}</text>`,
    ...grid,
    ...lines,
    ...marks,
  ].join('\n');
}

const round = (x: number) => Math.round(x * 10) / 10;

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

function mark(i: number, x: number, y: number): string {
  const { colour, mark: kind } = STYLES[i % STYLES.length] as (typeof STYLES)[number];
  if (kind === 'circle') return `<circle cx="${x}" cy="${y}" r="4.5" fill="${colour}"/>`;
  if (kind === 'square') return `<rect x="${x - 4}" y="${y - 4}" width="8" height="8" fill="${colour}"/>`;
  const points = kind === 'diamond' ? [0, -5.5, 5.5, 0, 0, 5.5, -5.5, 0] : [0, -5, 5, 4, -5, 4];
  const path = points.map((p, at) => round(p + (at % 2 === 0 ? x : y))).join(' ');
  return `<polygon points="${path}" fill="${colour}"/>`;
}
