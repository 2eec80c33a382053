import { escapeHtml } from './escape.ts';

export interface Series {
  readonly name: string;
  readonly colour: string;
  /** null leaves a gap. */
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
}

export interface ChartSetting {
  readonly title: string;
  /** What the vertical axis measures. */
  readonly unit: string;
  /** Positions on the horizontal axis, ascending, one for each value. */
  readonly x: readonly number[];
  readonly xUnit: string;
  /** What to write at each position instead of round numbers. */
  readonly xLabels?: readonly string[];
  readonly series: readonly Series[];
  /** Areas one upon the other instead of lines. */
  readonly stacked?: boolean;
  /** For values over several orders of magnitude. */
  readonly logarithmic?: boolean;
  /** A line across, with its name. */
  readonly mark?: { readonly value: number; readonly name: string };
}

const WIDTH = 960;
const HEIGHT = 300;
const LEFT = 64;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 44;
const TICKS = 5;
/** Below this a latency is noise of the clock. */
const SMALLEST_LOGARITHMIC = 0.5;

/** A chart as inline SVG, with a legend of its own: a report stands alone and is read without a network. */
export function chart(setting: ChartSetting): string {
  const { title, unit, x, xUnit, xLabels, series, stacked = false, logarithmic = false, mark } = setting;
  const layers = stacked ? stack(series) : series;
  const values = [
    ...layers.flatMap((one) => one.values.filter((value) => value !== null)),
    ...(mark === undefined ? [] : [mark.value]),
  ];
  const ticks = logarithmic ? decades(values) : linear(Math.max(...values, 1));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const from = x[0] ?? 0;
  const to = Math.max(x.at(-1) ?? 1, from + 1e-9);
  const px = (value: number): number => LEFT + ((value - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const scale = (value: number): number =>
    logarithmic ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  const py = (value: number): number => HEIGHT - BOTTOM - scale(value) * (HEIGHT - TOP - BOTTOM);
  const text = (at: string, content: string, more = ''): string => `<text ${at} ${more}>${content}</text>`;

  const grid = ticks.map(
    (tick) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${py(tick).toFixed(1)}" y2="${py(tick).toFixed(1)}" class="grid"/>` +
      text(`x="${LEFT - 8}" y="${(py(tick) + 4).toFixed(1)}"`, short(tick), 'text-anchor="end"'),
  );
  const along =
    xLabels === undefined
      ? linear(to).map((at) => ({ at, label: short(at) }))
      : x.map((at, index) => ({ at, label: escapeHtml(xLabels[index] ?? '') }));
  const labels = along
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, label }) =>
      text(`x="${px(at).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}"`, label, 'text-anchor="middle"'),
    );
  const drawn = layers.map((one, index) => {
    const name = `<title>${escapeHtml(one.name)}</title>`;
    if (stacked) {
      const below = layers[index - 1]?.values ?? x.map(() => 0);
      const upper = x.map((at, i) => `${px(at).toFixed(1)},${py(one.values[i] ?? 0).toFixed(1)}`);
      const lower = x.map((at, i) => `${px(at).toFixed(1)},${py(below[i] ?? 0).toFixed(1)}`).reverse();
      return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${one.colour}">${name}</polygon>`;
    }
    const dash = one.dashed ? ' stroke-dasharray="5 4"' : '';
    return `<path d="${path(one.values, x, px, py)}" fill="none" stroke="${one.colour}" stroke-width="2" stroke-linejoin="round"${dash}>${name}</path>`;
  });
  const line =
    mark === undefined
      ? ''
      : `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${py(mark.value).toFixed(1)}" y2="${py(mark.value).toFixed(1)}" class="mark"/>` +
        text(`x="${LEFT + 4}" y="${(py(mark.value) - 5).toFixed(1)}"`, escapeHtml(mark.name), 'class="mark"');
  const legend = series.map(
    ({ name, colour, dashed }) =>
      `<span><i style="background:${dashed ? `repeating-linear-gradient(90deg,${colour} 0 5px,transparent 5px 9px)` : colour}"></i>${escapeHtml(name)}</span>`,
  );
  return `<figure><figcaption>${escapeHtml(title)} <small>${escapeHtml(unit)}</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
${grid.join('')}${drawn.join('\n')}${line}${labels.join('')}
${text(`x="${WIDTH - RIGHT}" y="${HEIGHT - 6}"`, escapeHtml(xUnit), 'text-anchor="end"')}
</svg><div class="legend">${legend.join('')}</div></figure>`;
}

function path(
  values: readonly (number | null)[],
  x: readonly number[],
  px: (value: number) => number,
  py: (value: number) => number,
): string {
  let pen = 'M';
  const parts: string[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const at = `${px(x[index] ?? 0).toFixed(1)} ${py(value).toFixed(1)}`;
    // A lone point between gaps is drawn as a dot.
    const lone = pen === 'M' && (values[index + 1] ?? null) === null;
    parts.push(lone ? `M${at}h2` : `${pen}${at}`);
    pen = 'L';
  }
  return parts.join('');
}

function stack(series: readonly Series[]): Series[] {
  const sums: number[] = [];
  return series.map((one) => ({
    ...one,
    values: one.values.map((value, index) => {
      const sum = (sums[index] ?? 0) + (value ?? 0);
      sums[index] = sum;
      return sum;
    }),
  }));
}

/** Round steps from 0 to at least the highest value. */
export function linear(highest: number): number[] {
  const rough = highest / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

/** Powers of ten around the values. */
export function decades(values: readonly number[]): number[] {
  const positive = values.filter((value) => value > 0);
  const lowest = Math.max(SMALLEST_LOGARITHMIC, Math.min(...positive, Number.MAX_VALUE));
  const from = Math.floor(Math.log10(Number.isFinite(lowest) && positive.length > 0 ? lowest : 1));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...positive, 10))));
  return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
}

const short = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en-US');
