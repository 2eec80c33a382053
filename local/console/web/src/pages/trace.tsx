import { useState } from 'preact/hooks';
import { formatTime, formatValue } from '../charts/format.ts';
import { colourOf } from '../charts/palette.ts';
import { State } from '../components/state.tsx';
import { readTrace, type Span, type SpanLink, type TraceDetail } from '../data/traces.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

export function TracePage({ id = '' }: { readonly id?: string }) {
  const { value, error } = useData(`trace ${id}`, (signal) => readTrace(id, signal));
  useTitle(value?.route ?? value?.name ?? 'Trace');
  if (!value) return <h1>{error ? error.message : 'Loading …'}</h1>;
  return (
    <>
      <h1>{value.route ?? value.name}</h1>
      <p>
        <State health={value.status === 'error' ? 'bad' : 'ok'}>{value.http_status ?? value.status}</State> ·{' '}
        {formatValue(value.duration_ms, 'ms')} · {formatTime(Date.parse(value.time) / 1000, true)} ·{' '}
        <code>{value.trace_id}</code>
      </p>
      <Waterfall trace={value} />
    </>
  );
}

function Waterfall({ trace }: { readonly trace: TraceDetail }) {
  const [chosenId, choose] = useState(trace.spans[0]?.span_id);
  const end = Math.max(0.001, ...trace.spans.map(({ start_ms, duration_ms }) => start_ms + duration_ms));
  const depths = depthsOf(trace.spans);
  const services = [...new Set(trace.spans.map(({ service }) => service))];
  const chosen = trace.spans.find(({ span_id }) => span_id === chosenId);
  return (
    <div class="trace">
      <ol class="waterfall">
        {trace.spans.map((span) => (
          <li key={span.span_id}>
            <button
              type="button"
              aria-pressed={span.span_id === chosenId}
              onClick={() => choose(span.span_id)}
              style={{ paddingLeft: `${8 + (depths.get(span.span_id) ?? 0) * 14}px` }}
            >
              <span class="span-name">
                {span.status === 'error' && <b>■ error </b>}
                {span.name} <span class="dim">{span.service}</span>
              </span>
              <span class="span-lane">
                <span
                  class="span-bar"
                  style={{
                    left: `${(span.start_ms / end) * 100}%`,
                    width: `${Math.max(0.4, (span.duration_ms / end) * 100)}%`,
                    background: colourOf(span.service, services.indexOf(span.service)),
                  }}
                />
              </span>
              <span class="number">{formatValue(span.duration_ms, 'ms')}</span>
            </button>
          </li>
        ))}
      </ol>
      {chosen && <SpanPanel span={chosen} />}
    </div>
  );
}

function depthsOf(spans: readonly Span[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const { span_id, parent_span_id } of spans) {
    depths.set(span_id, parent_span_id === null ? 0 : (depths.get(parent_span_id) ?? -1) + 1);
  }
  return depths;
}

function SpanPanel({ span }: { readonly span: Span }) {
  return (
    <aside class="panel" aria-label="Span">
      <h2>{span.name}</h2>
      {span.status_message !== '' && <p class="panel-error">{span.status_message}</p>}
      <dl class="attributes">
        {Object.entries(span.attributes).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
      <Links title="Made from" links={span.links} />
      <Links title="Written in the same batch as part of" links={span.linked_from} />
    </aside>
  );
}

function Links({ title, links }: { readonly title: string; readonly links: readonly SpanLink[] }) {
  const { href } = usePage();
  if (links.length === 0) return null;
  return (
    <>
      <h3>
        {title} ({links.length})
      </h3>
      <ul>
        {links.slice(0, 50).map((link) => (
          <li key={link.span_id}>
            {link.name === null ? (
              <span class="dim">{link.trace_id} is not held any more</span>
            ) : (
              <a href={href(`/traces/${link.trace_id}`)}>
                {link.name} ({link.service})
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
