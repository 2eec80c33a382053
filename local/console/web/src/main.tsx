import './state/locale.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { startLiveUpdates } from './state/live.ts';
import { startMarks } from './state/marks.ts';
import { startTheme } from './state/theme.ts';
import './styles.css';

startTheme();
startLiveUpdates();
startMarks();
const root = document.getElementById('app');
root?.replaceChildren();
if (root) render(<App />, root);
