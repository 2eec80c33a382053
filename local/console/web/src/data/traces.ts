import { getJson } from './http.ts';

export interface TraceSummary {
  readonly trace_id: string;
  readonly name: string;
  readonly service: string;
  readonly services: readonly string[];
  readonly route: string | null;
  readonly http_status: number | null;
  readonly status: 'error' | 'ok';
  readonly time: string;
  readonly duration_ms: number;
  readonly spans: number;
  readonly errors: number;
}

export interface SpanLink {
  readonly trace_id: string;
  readonly span_id: string;
  /** Null when the other end is not held any more. */
  readonly name: string | null;
  readonly service: string | null;
}

export interface Span {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly start_ms: number;
  readonly duration_ms: number;
  readonly status: 'unset' | 'ok' | 'error';
  readonly status_message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly offset_ms: number }[];
  readonly links: readonly SpanLink[];
  readonly linked_from: readonly SpanLink[];
}

export type TraceDetail = Omit<TraceSummary, 'spans'> & { readonly spans: readonly Span[] };

/** What a search may ask for; empty fields ask for nothing. */
export const TRACE_FIELDS = ['service', 'route', 'status', 'min_ms'] as const;

export async function searchTraces(
  fields: Readonly<Record<string, string | undefined>>,
  range: { readonly from: number; readonly to: number },
  signal?: AbortSignal,
): Promise<TraceSummary[]> {
  const asked = TRACE_FIELDS.flatMap((name) =>
    fields[name] ? [[name, fields[name]] as [string, string]] : [],
  );
  const params = new URLSearchParams([
    ...asked,
    ['from', `${range.from}`],
    ['to', `${range.to}`],
    ['limit', '100'],
  ]);
  return (await getJson<{ traces: TraceSummary[] }>(`/monitoring/_flightdeck/traces?${params}`, signal))
    .traces;
}

export const readTrace = (id: string, signal?: AbortSignal): Promise<TraceDetail> =>
  getJson<TraceDetail>(`/monitoring/_flightdeck/traces/${encodeURIComponent(id)}`, signal);
