import type { DashboardFile } from '../../dashboard-format/read.ts';
import { grafanaDashboard } from './dashboard.ts';
import type { RunbookUrl } from './panels.ts';

/** Where the committed files point: the console that `npm start` serves. */
export const CONSOLE_RUNBOOKS: RunbookUrl = 'http://127.0.0.1:3000/runbooks/{name}';

/** The text of every file to write. */
export function grafanaFiles(
  dashboards: readonly DashboardFile[],
  runbookUrl: RunbookUrl,
): { readonly name: string; readonly text: string }[] {
  return dashboards.map((file) => ({
    name: `${file.name}.json`,
    text: `${JSON.stringify(grafanaDashboard(file, runbookUrl), null, 2)}\n`,
  }));
}
