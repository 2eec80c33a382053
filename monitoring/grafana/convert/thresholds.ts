import type { StateThreshold, XyChart } from '../../dashboard-format/types.ts';

/** Grafana's steps: each colour holds from its value upwards, the first from minus infinity. */
export interface Steps {
  readonly mode: 'absolute';
  readonly steps: readonly { readonly value: number | null; readonly color: Color }[];
}

type Color = 'green' | 'yellow' | 'red';

/**
 * The colours of a scorecard as steps. Cloud Monitoring counts a value on the threshold as crossed, above and
 * below, and red wins; Grafana counts it upwards only, so that on a BELOW threshold itself they differ.
 */
export function stateSteps(thresholds: readonly StateThreshold[]): Steps {
  const bounds = [...new Set(thresholds.map(({ value }) => value))].sort((a, b) => a - b);
  const steps = [null, ...bounds].map((from, index) => {
    const to = bounds[index];
    return { value: from, color: colorBetween(thresholds, from ?? -Infinity, to ?? Infinity) };
  });
  return { mode: 'absolute', steps: steps.filter(({ color }, index) => color !== steps[index - 1]?.color) };
}

/** The colour of every value between two neighbouring bounds. */
function colorBetween(thresholds: readonly StateThreshold[], from: number, to: number): Color {
  const crossed = thresholds.filter(({ value, direction }) =>
    direction === 'ABOVE' ? value <= from : value >= to,
  );
  if (crossed.some(({ color }) => color === 'RED')) return 'red';
  return crossed.length > 0 ? 'yellow' : 'green';
}

/** The lines of a chart: red ones, on a ground without meaning. */
export function lineSteps(thresholds: NonNullable<XyChart['thresholds']>): Steps {
  const values = [...new Set(thresholds.map(({ value }) => value))].sort((a, b) => a - b);
  return {
    mode: 'absolute',
    steps: [{ value: null, color: 'green' }, ...values.map((value) => ({ value, color: 'red' as const }))],
  };
}

/** Grafana's lines carry no label: what they mean is said in the panel's description. */
export function describe(thresholds: readonly { readonly value: number; readonly label: string }[]): string {
  return thresholds.map(({ value, label }) => `${value}: ${label}`).join(' · ');
}
