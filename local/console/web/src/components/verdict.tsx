import { formatSpan, formatValue } from '../charts/format.ts';
import { type AlertPolicy, type Incident, incidentId, isPaging } from '../data/incidents.ts';
import { burnNow, type Slo } from '../data/slos.ts';
import { dataNow } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { type Health, State } from './state.tsx';

interface VerdictProps {
  readonly incidents: readonly Incident[] | undefined;
  readonly policies: readonly AlertPolicy[] | undefined;
  readonly slos: readonly Slo[] | undefined;
}

/** One sentence: is something burning, what, since when. */
export function Verdict({ incidents, policies, slos }: VerdictProps) {
  const { href } = usePage();
  if (!incidents || !policies) return <h1>Loading …</h1>;
  const open = incidents.filter(({ state }) => state === 'OPEN');
  const policyOf = ({ policy }: Incident) => policies.find(({ name }) => name === policy.name);
  const paging = open.filter((incident) => isPaging(policyOf(incident)));
  const worst = (paging.length > 0 ? paging : open).at(-1);
  if (!worst) {
    return (
      <h1>
        <State health={calm(slos).health}>{calm(slos).text}</State>
      </h1>
    );
  }
  const since = formatSpan(dataNow.value - Date.parse(worst.openTime) / 1000);
  const others = open.length > 1 ? ` and ${open.length - 1} more` : '';
  return (
    <h1>
      <State health={paging.length > 0 ? 'bad' : 'warn'}>
        {paging.length > 0 ? 'Paging' : 'Ticket open'} for {since}:{' '}
        <a href={href(`/incidents/${incidentId(worst)}`)}>{worst.policy.displayName}</a>
        {burning(worst, slos)}
        {others}
      </State>
    </h1>
  );
}

/** What to say while no alert is open. */
function calm(slos: readonly Slo[] | undefined): { readonly health: Health; readonly text: string } {
  if (!slos) return { health: 'ok', text: 'Nothing is firing.' };
  const overspent = slos.filter(({ budget_left: left }) => left !== null && left <= 0);
  if (overspent.length === 0) return { health: 'ok', text: `All ${slos.length} SLOs are within budget.` };
  const names = overspent.map(({ name }) => name).join(', ');
  return { health: 'warn', text: `Nothing is firing, but ${names} has no budget left.` };
}

/** How fast, where the alert is about a budget. */
function burning({ policy }: Incident, slos: readonly Slo[] | undefined): string {
  const slo = slos?.find(({ name }) => policy.displayName.startsWith(`slo-${name}-`));
  const burn = slo && burnNow(slo);
  return burn ? ` burns its budget ${formatValue(burn)} × too fast` : '';
}
