import { DrillState, lastRun } from '../components/drill-verdict.tsx';
import { type Drill, listDrills, reportPath } from '../data/drills.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

/** Every experiment, what it teaches, and how its last run ended. */
export function Drills() {
  useTitle('Drills');
  const { params, setParams } = usePage();
  const { value, error } = useData('drills', listDrills);
  const filter = params.name ?? '';
  const shown = value?.filter(({ name, title }) =>
    `${name} ${title}`.toLowerCase().includes(filter.toLowerCase()),
  );
  return (
    <>
      <h1>Drills</h1>
      <p class="prose">
        A drill breaks a pipeline of its own, started beside this one in fast time, and holds what happens
        against what was claimed. Nothing here is touched.
      </p>
      <label class="filter">
        Filter{' '}
        <input
          type="search"
          value={filter}
          onInput={(event) => setParams({ ...params, name: event.currentTarget.value })}
        />
      </label>
      {!shown && <p class="dim">{error ? `Drills cannot be read: ${error.message}` : 'Loading …'}</p>}
      {shown?.length === 0 && <p class="dim">No drill is named so. Clear the filter to see all.</p>}
      {shown && shown.length > 0 && <DrillTable drills={shown} />}
    </>
  );
}

function DrillTable({ drills }: { readonly drills: readonly Drill[] }) {
  const { href } = usePage();
  return (
    <div class="scroll-x">
      <table>
        <thead>
          <tr>
            <th scope="col">Experiment</th>
            <th scope="col">What is broken</th>
            <th scope="col">Must fire</th>
            <th scope="col">Last run</th>
          </tr>
        </thead>
        <tbody>
          {drills.map((drill) => (
            <tr key={drill.name}>
              <td>
                <a href={href(`/drills/${drill.name}`)}>{drill.name}</a>
              </td>
              <td>{drill.title}</td>
              <td>{Object.keys(drill.claim.fires).join(', ') || 'nothing: users must not notice'}</td>
              <td class="nowrap">
                <DrillState progress={drill.progress} />
                {drill.progress && <span class="dim"> {lastRun(drill)} </span>}
                {drill.progress?.report && (
                  <a href={reportPath(drill.name)} target="_blank" rel="noreferrer">
                    report
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
