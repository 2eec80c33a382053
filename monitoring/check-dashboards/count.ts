import { askNewest, askRange, askTime } from '../ask/ask.ts';
import type { Source } from '../ask/source.ts';
import { panelQueries, withoutFilters } from '../dashboard-format/panels.ts';
import type { DashboardFile } from '../dashboard-format/read.ts';

export interface PanelCount {
  readonly dashboard: string;
  readonly panel: string;
  readonly query: string;
  /** Finite values; a division by zero is no data. */
  readonly samples: number;
}

/** Cloud Monitoring's `minAlignmentPeriod` of our panels. */
const STEP_SECONDS = 60;
const STEP = `${STEP_SECONDS}s`;

/** @param rangeSeconds what a chart shows, up to the server's now */
export async function countSamples(
  source: Source,
  dashboards: readonly DashboardFile[],
  rangeSeconds: number,
): Promise<PanelCount[]> {
  const end = await askTime(source);
  const range = { start: end - rangeSeconds, end, step: STEP_SECONDS };
  const counts: PanelCount[] = [];
  for (const { name, dashboard } of dashboards) {
    for (const { panel, query, shows } of panelQueries(dashboard)) {
      const text = withoutFilters(query, STEP);
      const series = await (shows === 'range' ? askRange(source, text, range) : askNewest(source, text));
      const samples = series
        .flatMap((one) => one.samples)
        .filter(([, value]) => Number.isFinite(value)).length;
      counts.push({ dashboard: name, panel, query, samples });
    }
  }
  return counts;
}
