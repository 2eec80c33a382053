import { useLocation } from 'preact-iso';
import { keysShown, useKeyboard } from '../state/keyboard.ts';
import { paused, timeScale } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { RANGE_CHOICES, readRange } from '../state/range.ts';
import { switchTheme, theme } from '../state/theme.ts';
import { Keys } from './keys.tsx';

export const PAGES = [
  { path: '/', name: 'Overview', key: 'o' },
  { path: '/incidents', name: 'Incidents', key: 'i' },
  { path: '/dashboards/overview', name: 'Dashboards', key: 'd' },
  { path: '/traces', name: 'Traces', key: 't' },
  { path: '/runbooks', name: 'Runbooks', key: 'r' },
  { path: '/drills', name: 'Drills', key: 'x' },
  { path: '/fleet', name: 'Fleet', key: 'f' },
] as const;

/** The first path segment, by which a page is recognised in the navigation. */
const section = (path: string): string => path.split('/')[1] ?? '';

export function Top() {
  const { path } = useLocation();
  const { href } = usePage();
  useKeyboard(PAGES);
  return (
    <header class="top">
      <a class="brand" href={href('/')}>
        <img src="/icon.svg" alt="" width="20" height="20" /> Flightdeck
      </a>
      <nav aria-label="Pages">
        {PAGES.map((page) => (
          <a
            key={page.path}
            href={href(page.path)}
            title={`g ${page.key}`}
            aria-current={section(path) === section(page.path) ? 'page' : undefined}
          >
            {page.name}
          </a>
        ))}
      </nav>
      <div class="controls">
        {timeScale.value > 1 && <span class="dim">time × {timeScale.value}</span>}
        <RangePicker />
        <button type="button" aria-pressed={paused.value} onClick={() => (paused.value = !paused.value)}>
          {paused.value ? 'Resume' : 'Pause'}
        </button>
        <button type="button" onClick={switchTheme}>
          {theme.value === 'dark' ? 'Light' : 'Dark'}
        </button>
        <button type="button" aria-label="Keys" title="Keys: ?" onClick={() => (keysShown.value = true)}>
          ?
        </button>
      </div>
      <Keys pages={PAGES} />
    </header>
  );
}

function RangePicker() {
  const { range, setRange } = usePage();
  const chosen = range.kind === 'last' ? range.text : 'fixed';
  const choices: readonly string[] = RANGE_CHOICES;
  return (
    <select
      aria-label="Time range"
      value={chosen}
      onChange={(event) => setRange(readRange({ range: event.currentTarget.value }))}
    >
      {!choices.includes(chosen) && (
        <option value={chosen}>{chosen === 'fixed' ? 'chosen span' : chosen}</option>
      )}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          last {choice}
        </option>
      ))}
    </select>
  );
}
