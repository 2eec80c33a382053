import { formatSpan, formatTime } from '../charts/format.ts';
import { type AlertPolicy, type Incident, incidentId, isPaging } from '../data/incidents.ts';
import { dataNow } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { State } from './state.tsx';

interface IncidentTableProps {
  readonly incidents: readonly Incident[] | undefined;
  readonly policies: readonly AlertPolicy[] | undefined;
}

export function IncidentTable({ incidents, policies }: IncidentTableProps) {
  const { href } = usePage();
  if (!incidents) return <p class="dim">Loading …</p>;
  if (incidents.length === 0) {
    return (
      <p class="dim">
        No incident so far. Make one: <code>npm run chaos -- warehouse-outage</code>
      </p>
    );
  }
  return (
    <div class="scroll-x">
      <table>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Alert</th>
            <th scope="col">Opened</th>
            <th scope="col">Lasted</th>
          </tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <tr key={incident.name}>
              <td>
                <IncidentState incident={incident} policies={policies} />
              </td>
              <td>
                <a href={href(`/incidents/${incidentId(incident)}`)}>{incident.policy.displayName}</a>{' '}
                <span class="dim">{labelsOf(incident)}</span>
              </td>
              <td class="nowrap">{formatTime(Date.parse(incident.openTime) / 1000, true)}</td>
              <td class="nowrap">{formatSpan(endOf(incident) - Date.parse(incident.openTime) / 1000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What tells incidents of one alert apart; the value is on the incident's page. */
const labelsOf = ({ metric }: Incident): string =>
  Object.entries(metric?.labels ?? {})
    .filter(([name]) => name !== 'value')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** When an incident ended, or now, in Unix seconds. */
export const endOf = ({ closeTime }: Incident): number =>
  closeTime === undefined ? dataNow.value : Date.parse(closeTime) / 1000;

export function IncidentState({
  incident,
  policies,
}: { readonly incident: Incident } & Pick<IncidentTableProps, 'policies'>) {
  if (incident.state === 'CLOSED') return <State health="ok">closed</State>;
  const policy = policies?.find(({ name }) => name === incident.policy.name);
  return isPaging(policy) ? <State health="bad">paging</State> : <State health="warn">ticket</State>;
}
