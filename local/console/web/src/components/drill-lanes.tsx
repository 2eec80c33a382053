import { Chart } from '../charts/chart.tsx';
import type { Span } from '../charts/overlays.ts';
import { colourOf } from '../charts/palette.ts';
import type { Plot } from '../charts/plot.ts';
import type { Drill, DrillView } from '../data/drills.ts';
import type { Series } from '../data/promql.ts';
import { Lane, type LaneBar } from './lane.tsx';

const HEIGHT = 130;
const nothing = (): void => {};

/** One time axis, four lanes: the fault, the SLI, its burn rate against the threshold, the alerts. */
export function DrillLanes({ drill, view }: { readonly drill: Drill; readonly view: DrillView }) {
  const { from, to, slo } = view;
  const faults = faultBars(drill, view);
  const alerts = alertBars(drill, view);
  const spans: Span[] = [...faults, ...alerts].map((bar) => ({
    from: bar.from,
    to: bar.to,
    kind: bar.kind === 'fault' ? 'fault' : 'incident',
  }));
  const axis = { from, to, step: view.step, stacked: false, spans };
  const sli: Plot = {
    ...axis,
    unit: '10^2.%',
    lines: lines('good events, 5 min', view.sli, 0),
    thresholds: [{ value: slo.target, label: 'objective' }],
  };
  const burn: Plot = {
    ...axis,
    unit: '×',
    lines: view.burns.flatMap(({ name, series }, index) => lines(name, series, index)),
    thresholds: [{ value: view.factor, label: `pages above ${view.factor} ×, on both`, always: true }],
  };
  return (
    <div class="lanes">
      <Lane title="Fault injected" bars={faults} from={from} to={to} empty="nothing is broken yet" />
      <section class="panel">
        <h3>SLI: {slo.display_name}</h3>
        <Chart title={`SLI of ${slo.display_name}`} plot={sli} height={HEIGHT} onSelect={nothing} />
      </section>
      <section class="panel">
        <h3>Burn rate</h3>
        <Chart title="Burn rate" plot={burn} height={HEIGHT} onSelect={nothing} />
      </section>
      <Lane title="Alerts" bars={alerts} from={from} to={to} empty="no alert is open" />
    </div>
  );
}

const lines = (name: string, series: readonly Series[], index: number): Plot['lines'] =>
  series.slice(0, 1).map(({ times, values }) => ({ name, colour: colourOf(name, index), times, values }));

function faultBars({ method, progress }: Drill, { to }: DrillView): LaneBar[] {
  const from = progress?.faultInAt ?? progress?.methodStartedAt ?? null;
  if (!progress || from === null) return [];
  const end = progress.rolledBackAt ?? to;
  return [{ name: method.join(', '), from, to: end, kind: 'fault' }];
}

function alertBars({ progress }: Drill, { incidents, from, to }: DrillView): LaneBar[] {
  const since = progress?.methodStartedAt ?? from;
  return incidents
    .map(({ policy, openTime, closeTime }) => ({
      name: policy.displayName,
      from: Date.parse(openTime) / 1000,
      to: closeTime === undefined ? to : Date.parse(closeTime) / 1000,
      kind: 'incident' as const,
    }))
    .filter((bar) => bar.from >= since)
    .sort((a, b) => a.from - b.from);
}
