import { formatTime, formatValue } from '../charts/format.ts';
import { searchTraces } from '../data/traces.ts';
import { usePage } from '../state/page.ts';
import { spanParams } from '../state/range.ts';
import { useData } from '../state/use-data.ts';

const SHOWN = 5;

/** Traces that failed in a span of time, and the way to all of them. */
export function FailedTraces({ from, to }: { readonly from: number; readonly to: number }) {
  const { href } = usePage();
  const { value, error } = useData(`failed ${from}`, (signal) =>
    searchTraces({ status: 'error' }, { from, to }, signal),
  );
  return (
    <section class="panel">
      <h3>Traces with a failed step, in this span</h3>
      {!value && <p class="dim">{error?.message ?? 'Loading …'}</p>}
      {value?.length === 0 && <p class="dim">No trace that is still held failed in this span.</p>}
      <ul class="plain">
        {value?.slice(0, SHOWN).map((trace) => (
          <li key={trace.trace_id}>
            <a href={href(`/traces/${trace.trace_id}`)}>{trace.route ?? trace.name}</a>{' '}
            <span class="dim">
              {trace.http_status ?? 'error'} · {trace.services.join(', ')} ·{' '}
              {formatValue(trace.duration_ms, 'ms')} · {formatTime(Date.parse(trace.time) / 1000)}
            </span>
          </li>
        ))}
      </ul>
      {value && value.length > 0 && (
        <a href={href('/traces', { status: 'error', ...spanParams(from, to) })}>All of this span</a>
      )}
    </section>
  );
}
