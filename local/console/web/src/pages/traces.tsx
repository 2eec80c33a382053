import { useLocation } from 'preact-iso';
import { formatTime, formatValue } from '../charts/format.ts';
import { State } from '../components/state.tsx';
import { searchTraces, TRACE_FIELDS } from '../data/traces.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

const HINTS: Readonly<Record<(typeof TRACE_FIELDS)[number], string>> = {
  service: 'api',
  route: '/v1/routes',
  status: 'error, 5xx, 503',
  min_ms: '300',
};

export function Traces() {
  useTitle('Traces');
  const { href, params, setParams, window } = usePage();
  const key = `traces ${JSON.stringify(params)} ${window.to - window.from}`;
  const { value, error } = useData(key, (signal) => searchTraces(params, window, signal));
  return (
    <>
      <h1>Traces</h1>
      <IdSearch />
      <form class="search" onSubmit={(event) => event.preventDefault()}>
        {TRACE_FIELDS.map((field) => (
          <label key={field}>
            {field}{' '}
            <input
              value={params[field] ?? ''}
              placeholder={HINTS[field]}
              onChange={(event) => setParams({ ...params, [field]: event.currentTarget.value.trim() })}
            />
          </label>
        ))}
      </form>
      {!value && <p class="dim">{error ? `Traces cannot be read: ${error.message}` : 'Loading …'}</p>}
      {value?.length === 0 && (
        <p class="dim">
          No traces here. Make one: <code>curl 'localhost:8080/v1/routes?page_size=3'</code>
        </p>
      )}
      {value && value.length > 0 && (
        <div class="scroll-x">
          <table>
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">What</th>
                <th scope="col">Services</th>
                <th scope="col" class="number">
                  Duration
                </th>
                <th scope="col" class="number">
                  Spans
                </th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              {value.map((trace) => (
                <tr key={trace.trace_id}>
                  <td>
                    <State health={trace.status === 'error' ? 'bad' : 'ok'}>
                      {trace.http_status ?? trace.status}
                    </State>
                  </td>
                  <td>
                    <a href={href(`/traces/${trace.trace_id}`)}>{trace.route ?? trace.name}</a>
                  </td>
                  <td>{trace.services.join(', ')}</td>
                  <td class="number">{formatValue(trace.duration_ms, 'ms')}</td>
                  <td class="number">{trace.spans}</td>
                  <td>{formatTime(Date.parse(trace.time) / 1000, true)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** A trace id leads to its trace; ids are found in logs and in error answers. */
function IdSearch() {
  const { href } = usePage();
  const { route } = useLocation();
  return (
    <form
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        const id = new FormData(event.currentTarget).get('id');
        if (id) route(href(`/traces/${String(id).trim()}`));
      }}
    >
      <label>
        trace id <input name="id" placeholder="4bf92f3577b34da6…" size={34} />
      </label>
      <button type="submit">Open</button>
    </form>
  );
}
