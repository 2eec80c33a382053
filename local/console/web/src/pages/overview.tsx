import { QueryChart } from '../charts/query-chart.tsx';
import { IncidentTable } from '../components/incident-table.tsx';
import { PipelineDiagram } from '../components/pipeline-diagram.tsx';
import { SloCard } from '../components/slo-card.tsx';
import { Verdict } from '../components/verdict.tsx';
import { listIncidents, listPolicies } from '../data/incidents.ts';
import { listSlos } from '../data/slos.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

const REQUESTS = 'http_server_request_duration_seconds';

/** The first screen: is something burning, what and since when, what to do. */
export function Overview() {
  useTitle('Overview');
  const { value } = useData('overview', async (signal) => {
    const [incidents, policies] = await Promise.all([listIncidents(signal), listPolicies(signal)]);
    return { incidents, policies };
  });
  const slos = useData('slos', listSlos);
  return (
    <>
      <Verdict incidents={value?.incidents} policies={value?.policies} slos={slos.value} />
      <PipelineDiagram />
      <h2>Service level objectives</h2>
      <div class="cards">
        {slos.value?.map((slo) => <SloCard key={slo.name} slo={slo} />) ?? (
          <p class="dim">{slos.error?.message ?? 'Loading …'}</p>
        )}
      </div>
      <h2>Incidents</h2>
      <IncidentTable incidents={value?.incidents.slice(0, 5)} policies={value?.policies} />
      <h2>Traffic</h2>
      <div class="grid">
        <QueryChart
          title="Events by outcome"
          queries={[
            { query: 'sum by (outcome) (rate(ingest_events_total[5m]))', legend: '${labels.outcome}' },
          ]}
          unit="1/s"
          stacked
        />
        <QueryChart title="Ingest lag" queries={percentiles('ingest_lag_seconds')} unit="s" />
        <QueryChart
          title="API requests by status"
          queries={[
            { query: `sum by (code) (rate(${REQUESTS}_count{job="api"}[5m]))`, legend: '${labels.code}' },
          ]}
          unit="1/s"
          stacked
        />
        <QueryChart title="API latency" queries={percentiles(REQUESTS)} unit="s" />
      </div>
    </>
  );
}

function percentiles(metric: string) {
  return [50, 95, 99].map((percent) => ({
    query: `histogram_quantile(${percent / 100}, sum by (le) (rate(${metric}_bucket[5m])))`,
    legend: `p${percent}`,
  }));
}
