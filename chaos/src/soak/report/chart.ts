import { linear, type Scale } from './scale.ts';

/** One line: pieces between which the process was down. */
export interface Line {
  readonly name: string;
  readonly pieces: readonly (readonly { readonly at: number; readonly value: number }[])[];
}

/** A time in which a fault was in, in seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export const WIDTH = 1_000;
export const LEFT = 80;
const RIGHT = 150;
const HEIGHT = 240;
const TOP = 12;
const BOTTOM = 26;
/** Okabe and Ito: told apart by the colour-blind too. Dashes tell the second round apart. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#14202B', '#8C6D1F'];
/** Labels closer than this would lie on each other. */
const LABEL_GAP = 14;
/** An instant, such as a kill, still has to be seen. */
const LEAST_WIDTH = 2;

export const timeScale = (seconds: number): Scale => linear(seconds, LEFT, WIDTH - RIGHT, 8);

/** The pattern that faults are hatched with; once a page. */
export const HATCHING = `<svg width="0" height="0" aria-hidden="true"><defs>
<pattern id="fault" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="6" height="6" fill="#E69F00" fill-opacity="0.10"/><line x1="0" y1="0" x2="0" y2="6" stroke="#B27300" stroke-opacity="0.35" stroke-width="2"/>
</pattern></defs></svg>`;

/** Lines over time with the faults hatched behind them. */
export function chart(
  title: string,
  unit: string,
  lines: readonly Line[],
  spans: readonly Span[],
  seconds: number,
): string {
  const x = timeScale(seconds);
  const most = Math.max(1, ...lines.flatMap(({ pieces }) => pieces.flat().map(({ value }) => value)));
  const y = linear(most, HEIGHT - BOTTOM, TOP);
  const grid = y.ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(tick))}" y2="${px(y(tick))}" stroke="#D9E0E6"/>` +
      `<text x="${LEFT - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${tick.toLocaleString('en-US')}</text>`,
  );
  return `<h2>${title}, ${unit}</h2>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title} over time, with the faults hatched">
${spans.map((span) => hatched(span, x, TOP, HEIGHT - BOTTOM - TOP)).join('')}
${grid.join('')}
${lines.map((line, index) => drawn(line, index, x, y)).join('')}
${labels(lines, y)}
${axis(x, HEIGHT - BOTTOM)}
</svg>`;
}

export function hatched({ from, to, label }: Span, x: Scale, top: number, height: number): string {
  const width = Math.max(LEAST_WIDTH, x(to) - x(from));
  const fill = width > LEAST_WIDTH ? 'url(#fault)' : '#B27300';
  return `<rect x="${px(x(from))}" y="${top}" width="${px(width)}" height="${height}" fill="${fill}"><title>${label}</title></rect>`;
}

export function axis(x: Scale, y: number): string {
  return x.ticks
    .map((tick) => `<text x="${px(x(tick))}" y="${y + 18}" text-anchor="middle">${tick} s</text>`)
    .join('');
}

const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '#000';

function drawn({ name, pieces }: Line, index: number, x: Scale, y: Scale): string {
  return pieces
    .map((piece) => {
      const points = piece.map(({ at, value }) => `${px(x(at))},${px(y(value))}`).join(' ');
      return `<polyline points="${points}" fill="none" stroke="${colour(index)}" stroke-width="1.6"><title>${name}</title></polyline>`;
    })
    .join('');
}

/** Names at the ends of the lines, pushed apart where they would overlap. */
function labels(lines: readonly Line[], y: Scale): string {
  const placed = lines
    .map(({ name, pieces }, index) => ({ name, index, at: y(pieces.at(-1)?.at(-1)?.value ?? 0) }))
    .sort((a, b) => a.at - b.at);
  let above = Number.NEGATIVE_INFINITY;
  const texts = placed.map(({ name, index, at }) => {
    above = Math.max(at, above + LABEL_GAP);
    return { name, index, at: above };
  });
  // What was pushed past the bottom is pushed up again.
  const over = Math.max(0, above - (HEIGHT - BOTTOM));
  return texts
    .map(
      ({ name, index, at }) =>
        `<text x="${WIDTH - RIGHT + 8}" y="${px(at - over + 4)}" fill="${colour(index)}">${name}</text>`,
    )
    .join('');
}

const px = (value: number): string => value.toFixed(1);
