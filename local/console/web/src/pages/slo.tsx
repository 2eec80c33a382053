import { formatSeconds, formatValue } from '../charts/format.ts';
import { QueryChart } from '../charts/query-chart.tsx';
import { BudgetUsers } from '../components/budget-users.tsx';
import { budgetHealth, formatShare } from '../components/slo-card.tsx';
import { State } from '../components/state.tsx';
import { type BurnAlert, budgetLeftQuery, burnQuery, listSlos, type Slo } from '../data/slos.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

export function SloPage({ slo: name = '' }: { readonly slo?: string }) {
  const { value, error } = useData('slos', listSlos);
  const slo = value?.find((one) => one.name === name);
  useTitle(slo?.display_name ?? name);
  if (!slo) return <h1>{value ? `There is no SLO ${name}.` : (error?.message ?? 'Loading …')}</h1>;
  return (
    <>
      <h1>{slo.display_name}</h1>
      <p class="prose">
        {slo.description} {slo.annotations.reason}
      </p>
      <p>
        Objective: {slo.annotations.objective ?? formatShare(slo.target)}, over{' '}
        {formatSeconds(slo.period_seconds)} · SLI {formatShare(slo.sli)} ·{' '}
        <State health={budgetHealth(slo.budget_left)}>
          budget left {formatValue(slo.budget_left, '10^2.%')}
        </State>
      </p>
      <div class="grid">
        <QueryChart
          title="Budget left"
          queries={[{ query: budgetLeftQuery(slo), legend: 'budget left' }]}
          unit="10^2.%"
          thresholds={[{ value: 1, label: 'untouched' }]}
        />
        {slo.alerts.map((alert) => (
          <BurnChart key={`${alert.name} ${alert.factor}`} slo={slo} alert={alert} />
        ))}
      </div>
      <BudgetUsers slo={slo} />
    </>
  );
}

function BurnChart({ slo, alert }: { readonly slo: Slo; readonly alert: BurnAlert }) {
  const span = ({ window_seconds }: BurnAlert['long']): string => formatSeconds(window_seconds);
  const factor = formatValue(alert.factor);
  return (
    <QueryChart
      title={`Burn rate over ${span(alert.long)} and ${span(alert.short)} (${alert.name})`}
      queries={[alert.long, alert.short].map((window) => ({
        query: burnQuery(slo, window),
        legend: span(window),
      }))}
      unit="×"
      thresholds={[{ value: alert.factor, label: `${alert.name} above ${factor} ×`, always: true }]}
    />
  );
}
