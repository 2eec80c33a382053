import './state/locale.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { startLiveUpdates } from './state/live.ts';
import { startTheme } from './state/theme.ts';
import './styles.css';

startTheme();
startLiveUpdates();
const root = document.getElementById('app');
if (root) render(<App />, root);
