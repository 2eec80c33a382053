import { formatSpan } from '../charts/format.ts';
import { type Drill, PHASES } from '../data/drills.ts';
import { usePage } from '../state/page.ts';
import { type Health, State } from './state.tsx';

/** What the experiment promises; each promise gets its tick as soon as it is met. */
export function DrillClaim({ drill }: { readonly drill: Drill }) {
  const { claim, progress } = drill;
  const { href } = usePage();
  const seen = (alert: string) => progress?.alerts.find((one) => one.alert === alert);
  const over = progress !== null && progress.state !== 'running';
  return (
    <section class="panel">
      <h2>The claim</h2>
      <p>{claim.proves}</p>
      <ul class="plain claim">
        {Object.entries(claim.fires).map(([alert, within]) => {
          const after = seen(alert)?.firedAfterSeconds ?? null;
          const closed = seen(alert)?.closedAfterSeconds ?? null;
          return (
            <>
              <Promised key={alert} met={after !== null} over={over}>
                <b>{alert}</b> fires within {within}
                {after !== null && `: after ${formatSpan(after)}`}
              </Promised>
              <Promised key={`${alert} closes`} met={closed !== null} over={over}>
                <b>{alert}</b> closes within {claim.recoversWithin} of the rollback
                {closed !== null && `: ${closed < 0 ? 'before it' : `after ${formatSpan(closed)}`}`}
              </Promised>
            </>
          );
        })}
        {(progress?.checks ?? []).filter(notAnAlert).map(({ what, met, detail }) => (
          <Promised key={what} met={met} over={over}>
            {what} {detail !== '' && <span class="dim">({detail.split('\n')[0]})</span>}
          </Promised>
        ))}
      </ul>
      <p class="dim">
        {claim.burns === null ? 'Users must not notice.' : `Burns the budget of ${claim.burns}.`}
        {claim.mayFire.length > 0 && ` May fire as well: ${claim.mayFire.join(', ')}.`}
      </p>
      <p>
        <a href={href(`/runbooks/${claim.runbook}`)}>Runbook {claim.runbook}</a>
      </p>
    </section>
  );
}

/** Firing and closing have their own lines above. */
const notAnAlert = ({ what }: { readonly what: string }): boolean => !/ (fires|closes) within /.test(what);

function Promised({
  met,
  over,
  children,
}: {
  readonly met: boolean;
  readonly over: boolean;
  readonly children: preact.ComponentChildren;
}) {
  const health: Health = met ? 'ok' : over ? 'bad' : 'unknown';
  return (
    <li>
      <State health={health}>{met ? 'met' : over ? 'not met' : 'not yet'}</State> <span>{children}</span>
    </li>
  );
}

/** Where the run is, as steps. */
export function DrillPhases({ drill: { progress } }: { readonly drill: Drill }) {
  const current = progress === null ? -1 : PHASES.findIndex(([phase]) => phase === progress.phase);
  return (
    <ol class="phases" aria-label="Phases of the drill">
      {PHASES.map(([phase, name], index) => (
        <li key={phase} aria-current={index === current ? 'step' : undefined} data-done={index < current}>
          {name}
        </li>
      ))}
    </ol>
  );
}
