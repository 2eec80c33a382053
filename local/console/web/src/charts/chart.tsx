import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../state/theme.ts';
import { formatTime, formatValue } from './format.ts';
import { type Plot, plotData, plotOptions, plotShape } from './plot.ts';

export interface ChartProps {
  readonly title: string;
  readonly plot: Plot;
  readonly height?: number;
  readonly onSelect: (from: number, to: number) => void;
}

const DEFAULT_HEIGHT = 200;
/** The benchmark reads when the first chart with data was drawn. */
export const DATA_SHOWN = 'data-shown';

/** A time-series chart with a text alternative and the values under the pointer in its legend. */
export function Chart({ title, plot, height = DEFAULT_HEIGHT, onSelect }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef({ plot, onSelect });
  latest.current = { plot, onSelect };
  const [hover, setHover] = useState<number | null>(null);
  const shape = `${plotShape(plot)} ${theme.value} ${height}`;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(
      plotOptions(
        latest.current.plot,
        { width: element.clientWidth || 300, height },
        {
          current: () => latest.current.plot,
          onSelect: (from, to) => latest.current.onSelect(from, to),
          onHover: setHover,
        },
      ),
      plotData(latest.current.plot),
      element,
    );
    chart.current = made;
    performance.mark(DATA_SHOWN);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [shape]);

  useLayoutEffect(() => {
    chart.current?.setData(plotData(plot));
  }, [plot]);

  return (
    <div class="chart">
      <div
        ref={box}
        class="chart-canvas"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={describe(title, plot)}
      />
      <Legend plot={plot} hover={hover} />
    </div>
  );
}

function Legend({ plot, hover }: { readonly plot: Plot; readonly hover: number | null }) {
  const time = hover === null ? undefined : plot.from + hover * plot.step;
  return (
    <ul class="legend">
      {plot.lines.map((line) => (
        <li key={line.name}>
          <span class="swatch" style={{ background: line.colour }} />
          {line.name} <b>{formatValue(valueAt(plot, line, time), plot.unit)}</b>
        </li>
      ))}
      {time !== undefined && <li class="dim">{formatTime(time)}</li>}
    </ul>
  );
}

/** The value under the pointer, or the last one. */
function valueAt(plot: Plot, line: Plot['lines'][number], time: number | undefined): number | null {
  if (time === undefined) return line.values.findLast((value) => value !== null) ?? null;
  const index = line.times.findIndex((own) => Math.abs(own - time) < plot.step / 2);
  return line.values[index] ?? null;
}

/** What a reader who does not see the chart is told: last, lowest and highest value of each line. */
function describe(title: string, { lines, unit }: Plot): string {
  if (lines.length === 0) return `${title}: no data`;
  const parts = lines.slice(0, 10).map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const show = (value: number | undefined): string => formatValue(value, unit);
    return `${name} last ${show(known.at(-1))}, lowest ${show(Math.min(...known))}, highest ${show(Math.max(...known))}`;
  });
  return `${title}: ${parts.join('; ')}`;
}
