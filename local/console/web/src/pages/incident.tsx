import { useMemo } from 'preact/hooks';
import { formatSpan } from '../charts/format.ts';
import type { Span } from '../charts/overlays.ts';
import { QueryChart } from '../charts/query-chart.tsx';
import { ComparisonChart } from '../components/comparison-chart.tsx';
import { FailedTraces } from '../components/failed-traces.tsx';
import { endOf, IncidentState } from '../components/incident-table.tsx';
import { IncidentTimeline } from '../components/incident-timeline.tsx';
import { Markdown } from '../components/markdown.tsx';
import { type Comparison, type IncidentDetail, readIncident } from '../data/incident-detail.ts';
import {
  type AlertPolicy,
  type Incident as IncidentData,
  incidentId,
  listIncidents,
  listPolicies,
} from '../data/incidents.ts';
import { readRunbook, runbookOf } from '../data/runbooks.ts';
import { marks } from '../state/marks.ts';
import { usePage } from '../state/page.ts';
import { type Window, windowOf } from '../state/range.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

/** Left what happened, right what to do. */
export function Incident({ id = '' }: { readonly id?: string }) {
  const { value, error } = useData(`incident ${id}`, async (signal) => {
    const [incidents, policies, detail] = await Promise.all([
      listIncidents(signal),
      listPolicies(signal),
      readIncident(id, signal),
    ]);
    const incident = incidents.find((one) => incidentId(one) === id);
    const policy = policies.find(({ name }) => name === incident?.policy.name);
    const name = runbookOf(policy ?? { displayName: detail.policy });
    const runbook = await readRunbook(name, signal).catch(() => undefined);
    return { incident, policy, detail, runbook: runbook === undefined ? undefined : { name, text: runbook } };
  });
  useTitle(value?.incident?.policy.displayName ?? 'Incident');
  if (!value) return <h1>{error ? `The incident cannot be read: ${error.message}` : 'Loading …'}</h1>;
  if (!value.incident) return <h1>There is no incident {id}.</h1>;
  return <Found {...value} incident={value.incident} />;
}

interface FoundProps {
  readonly incident: IncidentData;
  readonly policy: AlertPolicy | undefined;
  readonly detail: IncidentDetail;
  readonly runbook: { readonly name: string; readonly text: string } | undefined;
}

function Found({ incident, policy, detail, runbook }: FoundProps) {
  const { href } = usePage();
  const opened = Date.parse(incident.openTime) / 1000;
  const end = endOf(incident);
  const shown = useIncidentWindow(opened, end);
  const spans = useOwnSpan(opened, incident.closeTime);
  return (
    <>
      <h1>{incident.policy.displayName}</h1>
      <p>
        <IncidentState incident={incident} policies={policy ? [policy] : []} /> · {detail.condition} · lasted{' '}
        {formatSpan(end - opened)}
        {runbook && (
          <>
            {' · '}
            <a href={href(`/runbooks/${runbook.name}`)}>Runbook</a>
          </>
        )}
      </p>
      <div class="incident">
        <div>
          <IncidentTimeline incident={detail} />
          {watched(detail).map((comparison) => (
            <ComparisonChart key={comparison.query} comparison={comparison} window={shown} spans={spans} />
          ))}
          {detail.comparisons.length === 0 && (
            <QueryChart
              title="The condition holds where there is a line"
              queries={[{ query: `count(${detail.query})`, legend: 'series that meet it' }]}
              window={shown}
              spans={spans}
              height={160}
            />
          )}
          <FailedTraces from={opened - LEAD_SECONDS} to={end} />
        </div>
        <div class="panel">
          <Markdown text={runbook?.text ?? policy?.documentation?.content ?? 'This alert has no runbook.'} />
        </div>
      </div>
    </>
  );
}

/** What led to an incident happened before it opened. */
const LEAD_SECONDS = 1_800;

/** Around the incident, unless somebody chose a range. */
function useIncidentWindow(opened: number, end: number): Window {
  const { chosen, window } = usePage();
  return useMemo(() => {
    if (chosen) return window;
    return windowOf({ kind: 'fixed', from: opened - LEAD_SECONDS, to: end + LEAD_SECONDS / 3 }, end);
  }, [chosen, window.from, window.to, opened, Math.floor(end / 30)]);
}

/** The firing span, over the faults that were in. */
function useOwnSpan(from: number, closeTime: string | undefined): readonly Span[] {
  const all = marks.value;
  return useMemo(() => {
    const to = closeTime === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(closeTime) / 1000;
    return [{ from, to, kind: 'incident' }, ...all.filter(({ kind }) => kind === 'fault')];
  }, [from, closeTime, all]);
}

/** Guards of a minimum of traffic (`>= n`) say nothing about the fault; where nothing else is there, they do. */
function watched({ comparisons }: IncidentDetail): readonly Comparison[] {
  const limits = comparisons.filter(({ operator }) => operator !== '>=');
  return limits.length > 0 ? limits : comparisons;
}
