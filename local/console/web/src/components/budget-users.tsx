import { formatSpan, formatTime, formatValue } from '../charts/format.ts';
import { type Incident, incidentId, listIncidents } from '../data/incidents.ts';
import { queryInstant } from '../data/promql.ts';
import { overWindow, type Slo } from '../data/slos.ts';
import { dataNow } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { endOf } from './incident-table.tsx';

/** A page lists what mattered, not everything. */
const SHOWN = 10;
/** Bad events come before their alert: the shortest window that must fill first. */
const LEAD_SECONDS = 300;

interface Use {
  readonly incident: Incident;
  /** Of the whole period's budget; null without events. */
  readonly share: number | null;
}

/** The incidents of an SLO, each with the share of the budget that its bad events used. */
export function BudgetUsers({ slo }: { readonly slo: Slo }) {
  const { href } = usePage();
  const { value, error } = useData(`budget users ${slo.name}`, (signal) => readUses(slo, signal));
  return (
    <section>
      <h2>Events that used the budget</h2>
      {!value && <p class="dim">{error?.message ?? 'Loading …'}</p>}
      {value?.length === 0 && (
        <p class="dim">
          No incident of this SLO so far. See one: <a href={href('/drills')}>start a drill</a>.
        </p>
      )}
      {value && value.length > 0 && (
        <div class="scroll-x">
          <table>
            <thead>
              <tr>
                <th scope="col">Incident</th>
                <th scope="col">Opened</th>
                <th scope="col">Lasted</th>
                <th scope="col" class="number">
                  Of the budget
                </th>
              </tr>
            </thead>
            <tbody>
              {value.map(({ incident, share }) => (
                <tr key={incident.name}>
                  <td>
                    <a href={href(`/incidents/${incidentId(incident)}`)}>{incident.policy.displayName}</a>
                  </td>
                  <td>{formatTime(Date.parse(incident.openTime) / 1000, true)}</td>
                  <td>{formatSpan(endOf(incident) - Date.parse(incident.openTime) / 1000)}</td>
                  <td class="number">{formatValue(share, '10^2.%')}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="dim">Incidents that overlap count the same events.</p>
        </div>
      )}
    </section>
  );
}

async function readUses(slo: Slo, signal: AbortSignal): Promise<Use[]> {
  const own = (await listIncidents(signal)).filter(({ policy }) =>
    policy.displayName.startsWith(`slo-${slo.name}-`),
  );
  const [allEvents] = await queryInstant(slo.events_query, dataNow.peek(), signal);
  return Promise.all(
    own.slice(0, SHOWN).map(async (incident) => {
      const from = Date.parse(incident.openTime) / 1000 - LEAD_SECONDS;
      const end = endOf(incident);
      const bad = `(${overWindow(slo.error_ratio_query, end - from)}) * (${overWindow(slo.events_query, end - from)})`;
      const [badEvents] = await queryInstant(bad, end, signal);
      const budget = slo.budget * (allEvents?.value ?? 0);
      return { incident, share: badEvents && budget > 0 ? badEvents.value / budget : null };
    }),
  );
}
