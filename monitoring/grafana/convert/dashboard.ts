import type { DashboardFile } from '../../dashboard-format/read.ts';
import { place } from './layout.ts';
import { panel, type RunbookUrl } from './panels.ts';
import { variables } from './query.ts';

/** The newest version of the classic model; files in the newer model are refused by provisioning. */
const SCHEMA_VERSION = 42;
const TAG = 'flightdeck';

/** Grafana's classic dashboard JSON of a Cloud Monitoring dashboard. */
export function grafanaDashboard({ name, dashboard }: DashboardFile, runbookUrl: RunbookUrl): object {
  return {
    uid: `${TAG}-${name}`,
    title: dashboard.displayName,
    schemaVersion: SCHEMA_VERSION,
    tags: [TAG],
    editable: false,
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    refresh: '30s',
    links: [{ type: 'dashboards', title: 'Flightdeck', tags: [TAG], keepTime: true, asDropdown: false }],
    templating: { list: variables(dashboard.dashboardFilters ?? []) },
    panels: place(dashboard.mosaicLayout.tiles).map(({ tile, position }, index) => ({
      id: index + 1,
      gridPos: position,
      ...panel(tile.widget, runbookUrl),
    })),
  };
}
