import { useMemo } from 'preact/hooks';
import { formatSpan, formatTime } from '../charts/format.ts';
import type { Span } from '../charts/overlays.ts';
import { QueryChart } from '../charts/query-chart.tsx';
import { endOf, IncidentState } from '../components/incident-table.tsx';
import { Markdown } from '../components/markdown.tsx';
import {
  type AlertPolicy,
  type Incident as IncidentData,
  incidentId,
  listIncidents,
  listPolicies,
} from '../data/incidents.ts';
import { readRunbook, runbookOf } from '../data/runbooks.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

/** Left what happened, right what to do. */
export function Incident({ id = '' }: { readonly id?: string }) {
  const { value, error } = useData(`incident ${id}`, async (signal) => {
    const [incidents, policies] = await Promise.all([listIncidents(signal), listPolicies(signal)]);
    const incident = incidents.find((one) => incidentId(one) === id);
    const policy = policies.find(({ name }) => name === incident?.policy.name);
    const runbook = policy && (await readRunbook(runbookOf(policy), signal).catch(() => undefined));
    return { incident, policy, runbook };
  });
  useTitle(value?.incident?.policy.displayName ?? 'Incident');
  if (!value) return <h1>{error ? `The incident cannot be read: ${error.message}` : 'Loading …'}</h1>;
  if (!value.incident) return <h1>There is no incident {id}.</h1>;
  return <Found incident={value.incident} policy={value.policy} runbook={value.runbook} />;
}

interface FoundProps {
  readonly incident: IncidentData;
  readonly policy: AlertPolicy | undefined;
  readonly runbook: string | undefined;
}

function Found({ incident, policy, runbook }: FoundProps) {
  const { href } = usePage();
  const opened = Date.parse(incident.openTime) / 1000;
  const spans = useMemo<Span[]>(
    () => [
      { from: opened, to: incident.closeTime ? endOf(incident) : Number.MAX_SAFE_INTEGER, kind: 'incident' },
    ],
    [incident.name, incident.closeTime],
  );
  return (
    <>
      <h1>{incident.policy.displayName}</h1>
      <p>
        <IncidentState incident={incident} policies={policy ? [policy] : []} /> · opened{' '}
        {formatTime(opened, true)} · lasted {formatSpan(endOf(incident) - opened)}
      </p>
      <div class="grid">
        <div>
          {policy?.conditions.map((condition) => (
            <ConditionChart key={condition.displayName} condition={condition} spans={spans} />
          ))}
          <p>
            <a href={href('/traces', { status: 'error' })}>Failed requests in this span</a>
          </p>
        </div>
        <div class="panel">
          {runbook ? (
            <Markdown text={runbook} />
          ) : (
            <Markdown text={policy?.documentation?.content ?? 'No runbook.'} />
          )}
        </div>
      </div>
    </>
  );
}

function ConditionChart({
  condition,
  spans,
}: {
  readonly condition: AlertPolicy['conditions'][number];
  readonly spans: Span[];
}) {
  const query = condition.conditionPrometheusQueryLanguage?.query;
  if (query === undefined) return null;
  return <QueryChart title={condition.displayName} queries={[{ query }]} spans={spans} />;
}
