import { formatValue } from '../charts/format.ts';

interface SparklineProps {
  readonly title: string;
  readonly values: readonly (number | null)[];
  readonly lowest: number;
  readonly highest: number;
  readonly unit: string;
}

const WIDTH = 100;
const HEIGHT = 24;

/** A small line without axes; a gap in data is a gap in the line. Keeps its size without data. */
export function Sparkline({ title, values, lowest, highest, unit }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  const show = (value: number | undefined): string => formatValue(value, unit);
  const text = `${title}: last ${show(known.at(-1))}, lowest ${show(Math.min(...known))}, highest ${show(Math.max(...known))}`;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={known.length === 0 ? `${title}: no data` : text}
    >
      <path d={pathOf(values, lowest, highest)} />
    </svg>
  );
}

function pathOf(values: readonly (number | null)[], lowest: number, highest: number): string {
  const x = (index: number): string => ((index / Math.max(1, values.length - 1)) * WIDTH).toFixed(1);
  const y = (value: number): string => {
    const share = (Math.min(highest, Math.max(lowest, value)) - lowest) / (highest - lowest || 1);
    return (HEIGHT - 1 - share * (HEIGHT - 2)).toFixed(1);
  };
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${x(index)} ${y(value)}`;
      pen = 'L';
      return point;
    })
    .join('');
}
