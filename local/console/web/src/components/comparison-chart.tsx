import { formatValue } from '../charts/format.ts';
import type { Span } from '../charts/overlays.ts';
import { QueryChart } from '../charts/query-chart.tsx';
import type { Comparison } from '../data/incident-detail.ts';
import { titleOf, unitOf } from '../data/query-words.ts';
import type { Window } from '../state/range.ts';

interface ComparisonChartProps {
  readonly comparison: Comparison;
  readonly window: Window;
  readonly spans: readonly Span[];
}

/** A value of an alert's condition over time, with the line that it crossed. */
export function ComparisonChart({ comparison, window, spans }: ComparisonChartProps) {
  const { query, operator, threshold } = comparison;
  const unit = unitOf(query, threshold);
  const label = `fires ${operator} ${formatValue(threshold, unit)}`;
  return (
    <QueryChart
      title={titleOf(query)}
      queries={[{ query }]}
      unit={unit}
      thresholds={[{ value: threshold, label, always: true }]}
      window={window}
      spans={spans}
      height={160}
    />
  );
}
