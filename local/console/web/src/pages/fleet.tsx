import { useEffect } from 'preact/hooks';
import { DATA_SHOWN } from '../charts/chart.tsx';
import { formatValue } from '../charts/format.ts';
import { budgetHealth } from '../components/slo-card.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { type Health, State } from '../components/state.tsx';
import { type FleetState, listSystems, type SystemState } from '../data/fleet.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

/** Which system needs a look first, however many there are. */
export function Fleet() {
  useTitle('Fleet');
  const { params, setParams, window } = usePage();
  const { value, error } = useData(`fleet ${window.to - window.from}`, (signal) =>
    listSystems(window, signal),
  );
  const filter = params.system ?? '';
  const shown = value?.systems.filter(({ system }) => system.includes(filter));
  return (
    <>
      <h1>Fleet</h1>
      <label class="filter">
        Filter{' '}
        <input
          type="search"
          value={filter}
          onInput={(event) => setParams({ ...params, system: event.currentTarget.value })}
        />{' '}
        <span class="dim">
          {value && shown ? `${shown.length} of ${value.systems.length}, worst first` : ''}
        </span>
      </label>
      {!shown && <p class="dim">{error ? `The fleet cannot be read: ${error.message}` : 'Loading …'}</p>}
      {shown?.length === 0 && filter !== '' && (
        <p class="dim">No system is named so. Clear the filter to see all.</p>
      )}
      {shown?.length === 0 && filter === '' && (
        <p class="dim">
          No system sends events. Start some: <code>npm start -- --systems 50</code>
        </p>
      )}
      {value && shown && shown.length > 0 && <Systems systems={shown} pagingFactor={value.pagingFactor} />}
    </>
  );
}

function Systems({ systems, pagingFactor }: FleetState) {
  const { href } = usePage();
  useEffect(() => {
    performance.mark(DATA_SHOWN);
  }, []);
  return (
    <div class="scroll-x">
      <table class="dense">
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col">Worst SLI</th>
            <th scope="col" class="number">
              Budget left
            </th>
            <th scope="col" class="number">
              Burn rate, 1 h
            </th>
            <th scope="col" class="number">
              Lag p95
            </th>
            <th scope="col" class="number">
              Events
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {systems.map((one) => {
            const health = healthOf(one, pagingFactor);
            return (
              <tr key={one.system}>
                <th scope="row">
                  <a href={href('/dashboards/fleet', { system: one.system })}>{one.system}</a>
                </th>
                <td class="spark">
                  <Sparkline
                    title={`SLI of ${one.system}`}
                    values={one.sli}
                    lowest={lowestOf(one)}
                    highest={1}
                    unit="10^2.%"
                  />
                </td>
                <td class="number">
                  <State health={budgetHealth(one.budgetLeft)}>{formatValue(one.budgetLeft, '10^2.%')}</State>
                </td>
                <td class="number">{one.burnRate === null ? '–' : `${formatValue(one.burnRate)} ×`}</td>
                <td class="number">{formatValue(one.lagP95, 's')}</td>
                <td class="number">{formatValue(one.eventsPerSecond, '1/s')}</td>
                <td>
                  <State health={health}>{WORDS[health]}</State>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Small losses are seen as such: the line's bottom is 99.5 %, lower only where the system was. */
const lowestOf = ({ sli }: SystemState): number => Math.min(0.995, ...sli.flatMap((value) => value ?? []));

const WORDS: Readonly<Record<Health, string>> = {
  ok: 'well',
  warn: 'burning',
  bad: 'paging',
  unknown: 'silent',
};

function healthOf({ burnRate, eventsPerSecond }: SystemState, pagingFactor: number): Health {
  if (eventsPerSecond === 0) return 'unknown';
  const burn = burnRate ?? 0;
  return burn >= pagingFactor ? 'bad' : burn > 1 ? 'warn' : 'ok';
}
