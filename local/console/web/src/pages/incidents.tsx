import { IncidentTable } from '../components/incident-table.tsx';
import { listIncidents, listPolicies } from '../data/incidents.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

export function Incidents() {
  useTitle('Incidents');
  const { value, error } = useData('incidents', async (signal) => {
    const [incidents, policies] = await Promise.all([listIncidents(signal), listPolicies(signal)]);
    return { incidents, policies };
  });
  return (
    <>
      <h1>Incidents</h1>
      {error && !value && <p class="panel-error">Incidents cannot be read: {error.message}</p>}
      <IncidentTable incidents={value?.incidents} policies={value?.policies} />
    </>
  );
}
