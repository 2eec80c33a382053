import { formatSpan, formatTime } from '../charts/format.ts';
import type { IncidentDetail } from '../data/incident-detail.ts';
import { queryRange } from '../data/promql.ts';
import { dataNow } from '../state/live.ts';
import { useData } from '../state/use-data.ts';

/** How far back a condition is looked for before its incident opened: longer than any `duration`. */
const LOOK_BACK_SECONDS = 3_600;
/** As often as conditions are evaluated. */
const STEP_SECONDS = 30;

interface Truth {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** When the condition became true, when the incident opened, when recovery was seen, when it closed. */
export function IncidentTimeline({ incident }: { readonly incident: IncidentDetail }) {
  const opened = Date.parse(incident.opened_at) / 1000;
  const closed = incident.closed_at === null ? undefined : Date.parse(incident.closed_at) / 1000;
  const { value } = useData(`truth ${incident.id} ${closed}`, (signal) =>
    truthOf(incident.query, opened, closed, signal),
  );
  const steps = [
    { name: 'condition true', at: value?.since },
    { name: 'opened', at: opened },
    { name: 'acknowledged by recovery', at: value?.until },
    { name: 'closed', at: closed },
  ];
  return (
    <ol class="timeline" aria-label="Timeline">
      {steps.map(({ name, at }) => (
        <li key={name} data-done={at !== undefined}>
          <b>{name}</b>
          <span class="dim">
            {at === undefined
              ? 'not yet'
              : `${formatTime(at, true)}${at === opened ? '' : offset(at - opened)}`}
          </span>
        </li>
      ))}
      {incident.close_reason && (
        <li class="dim">because: {incident.close_reason.replaceAll('_', ' ').toLowerCase()}</li>
      )}
    </ol>
  );
}

const offset = (seconds: number): string =>
  seconds < 0 ? `, ${formatSpan(-seconds)} before` : `, after ${formatSpan(seconds)}`;

/** The unbroken span in which the condition held around the opening; `until` is unknown while it holds. */
async function truthOf(
  query: string,
  opened: number,
  closed: number | undefined,
  signal: AbortSignal,
): Promise<Truth> {
  const end = closed ?? dataNow.peek();
  const from = opened - LOOK_BACK_SECONDS;
  const step = Math.max(STEP_SECONDS, Math.ceil((end - from) / 1_000));
  const series = await queryRange(`count(${query})`, { from, to: end, step }, signal);
  const times = series[0]?.times ?? [];
  let since = times.findLast((time) => time <= opened);
  if (since === undefined) return { since: undefined, until: undefined };
  for (const time of times.toReversed()) if (time < since && since - time <= step) since = time;
  let until = since;
  for (const time of times) if (time > until && time - until <= step) until = time;
  const holds = closed === undefined && end - until <= 2 * step;
  return { since, until: holds ? undefined : until };
}
