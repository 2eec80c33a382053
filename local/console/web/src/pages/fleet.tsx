import { formatValue } from '../charts/format.ts';
import { type Health, State } from '../components/state.tsx';
import { listSystems, type SystemState } from '../data/fleet.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

/** The freshness SLO's fast page, from monitoring/slos/windows.yaml: 2 % of 30 days in 1 h. */
const PAGING_FACTOR = 14.4;

/** Which system needs a look first, however many there are. */
export function Fleet() {
  useTitle('Fleet');
  const { href, params, setParams, window } = usePage();
  const { value, error } = useData('fleet', (signal) => listSystems(window.to, signal));
  const filter = params.system ?? '';
  const shown = value?.filter(({ system }) => system.includes(filter));
  return (
    <>
      <h1>Fleet</h1>
      <label>
        Filter{' '}
        <input
          type="search"
          value={filter}
          onInput={(event) => setParams({ ...params, system: event.currentTarget.value })}
        />
      </label>
      {!shown && <p class="dim">{error ? error.message : 'Loading …'}</p>}
      {shown?.length === 0 && (
        <p class="dim">
          No system sends events. Start some: <code>npm start -- --systems 50</code>
        </p>
      )}
      {shown && shown.length > 0 && (
        <div class="scroll-x">
          <table class="dense">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">System</th>
                <th scope="col" class="number">
                  Burn rate, 1 h
                </th>
                <th scope="col" class="number">
                  Lag p95
                </th>
                <th scope="col" class="number">
                  Events
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((system) => (
                <tr key={system.system}>
                  <td>
                    <State health={healthOf(system)}>{WORDS[healthOf(system)]}</State>
                  </td>
                  <td>
                    <a href={href('/dashboards/fleet', { system: system.system })}>{system.system}</a>
                  </td>
                  <td class="number">
                    {system.burnRate === null ? '–' : `${formatValue(system.burnRate)} ×`}
                  </td>
                  <td class="number">{formatValue(system.lagP95, 's')}</td>
                  <td class="number">{formatValue(system.eventsPerSecond, '1/s')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

const WORDS: Readonly<Record<Health, string>> = {
  ok: 'well',
  warn: 'burning',
  bad: 'paging',
  unknown: 'silent',
};

function healthOf({ burnRate, eventsPerSecond }: SystemState): Health {
  if (burnRate === null || eventsPerSecond === 0) return 'unknown';
  return burnRate >= PAGING_FACTOR ? 'bad' : burnRate > 1 ? 'warn' : 'ok';
}
