import { useState } from 'preact/hooks';
import { DrillClaim, DrillPhases } from '../components/drill-claim.tsx';
import { DrillLanes } from '../components/drill-lanes.tsx';
import { DrillState, lastRun } from '../components/drill-verdict.tsx';
import { type Drill, readDrill, readDrillView, reportPath, startDrill, stopDrill } from '../data/drills.ts';
import { usePoll } from '../state/poll.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

/** A minute of the drill's clock passes in a second: the page's usual pace would miss it. */
const EVERY_MS = 1_000;

export function DrillPage({ experiment: name = '' }: { readonly experiment?: string }) {
  useTitle(`Drill ${name}`);
  const count = usePoll(EVERY_MS, true);
  const { value: drill, error } = useData(`drill ${name}`, (signal) => readDrill(name, signal), count);
  if (!drill) return <h1>{error ? `The drill cannot be read: ${error.message}` : 'Loading …'}</h1>;
  return (
    <>
      <h1>{drill.title}</h1>
      <p class="prose">{drill.description}</p>
      <Controls drill={drill} />
      <DrillPhases drill={drill} />
      <div class="drill">
        <div>
          <Lanes drill={drill} count={count} />
          <Said drill={drill} />
        </div>
        <DrillClaim drill={drill} />
      </div>
    </>
  );
}

function Controls({ drill }: { readonly drill: Drill }) {
  const [fault, setFault] = useState('');
  const [asked, setAsked] = useState(false);
  const running = drill.progress?.state === 'running' || drill.started_here;
  const ask = async (what: (name: string) => Promise<unknown>): Promise<void> => {
    setAsked(true);
    setFault('');
    await what(drill.name).catch((error: Error) => setFault(error.message));
    setAsked(false);
  };
  return (
    <p class="controls-row">
      {running ? (
        <button type="button" disabled={asked} onClick={() => void ask(stopDrill)}>
          Stop and roll back
        </button>
      ) : (
        <button type="button" class="primary" disabled={asked} onClick={() => void ask(startDrill)}>
          Start the drill
        </button>
      )}
      <span role="status">
        <DrillState progress={drill.progress} />
        {drill.progress && !running && <span class="dim"> {lastRun(drill)}</span>}
        {fault !== '' && <b class="panel-error"> {fault}</b>}
      </span>
      {drill.progress?.report && (
        <a href={reportPath(drill.name)} target="_blank" rel="noreferrer">
          Open the report
        </a>
      )}
    </p>
  );
}

/** The drilled pipeline's monitoring lives as long as the drill; what was seen last stays. */
function Lanes({ drill, count }: { readonly drill: Drill; readonly count: number }) {
  const { progress, name } = drill;
  const live = progress?.state === 'running' && progress.phase !== 'starting';
  const { value } = useData(
    `lanes ${name} ${progress?.startedAt}`,
    (signal) => (live ? readDrillView(drill, signal) : Promise.reject(new Error('it does not run'))),
    count,
  );
  if (value) return <DrillLanes drill={drill} view={value} />;
  return (
    <div class="panel panel-note lanes-empty">
      <p>
        {progress === null &&
          'Start the drill: fault, SLI, burn rate and alerts appear here on one time axis.'}
        {progress?.state === 'running' && 'A pipeline of its own starts; about half a minute.'}
        {progress !== null &&
          progress.state !== 'running' &&
          'The lanes are live only. The report keeps them.'}
      </p>
    </div>
  );
}

function Said({ drill: { progress, ended, started_here } }: { readonly drill: Drill }) {
  const failedEarly = !started_here && ended !== null && ended.exitCode !== 0 && progress === null;
  if (failedEarly) return <pre class="panel-error">{ended.said}</pre>;
  if (!progress || progress.said.length === 0) return null;
  return (
    <section class="panel">
      <h3>What it said</h3>
      <ol class="plain said">
        {progress.said.map(({ afterSeconds, text }) => (
          <li key={`${afterSeconds} ${text}`}>
            <span class="dim">{afterSeconds} s</span> {text}
          </li>
        ))}
      </ol>
    </section>
  );
}
