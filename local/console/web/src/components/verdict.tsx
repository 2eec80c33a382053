import { formatSpan } from '../charts/format.ts';
import { type AlertPolicy, type Incident, incidentId, isPaging } from '../data/incidents.ts';
import { dataNow } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { State } from './state.tsx';

interface VerdictProps {
  readonly incidents: readonly Incident[] | undefined;
  readonly policies: readonly AlertPolicy[] | undefined;
}

/** One sentence: is something burning, what, since when. */
export function Verdict({ incidents, policies }: VerdictProps) {
  const { href } = usePage();
  if (!incidents || !policies) return <h1>Loading …</h1>;
  const open = incidents.filter(({ state }) => state === 'OPEN');
  const policyOf = ({ policy }: Incident) => policies.find(({ name }) => name === policy.name);
  const paging = open.filter((incident) => isPaging(policyOf(incident)));
  const worst = (paging.length > 0 ? paging : open).at(-1);
  if (!worst) {
    return (
      <h1>
        <State health="ok">Nothing is firing.</State>
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
        {others}
      </State>
    </h1>
  );
}
