import { join } from 'node:path';
import { readObjectives, readYamlFiles } from '@flightdeck/slo';
import { DASHBOARDS } from '../dashboard-format/read.ts';
import { sloDashboard } from './dashboard.ts';

export const SLO_DASHBOARD = join(DASHBOARDS, 'slos.json');

/** The text of the committed file, as the SLO documents of a checkout make it. */
export async function sloDashboardText(root: string): Promise<string> {
  const { slos, alerting } = readObjectives(await readYamlFiles(join(root, 'monitoring/slos')));
  return `${JSON.stringify(sloDashboard(slos, alerting), null, 2)}\n`;
}
