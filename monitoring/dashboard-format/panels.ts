import type { Dashboard, TimeSeriesQuery, Widget } from './types.ts';

/** One query of one panel. */
export interface PanelQuery {
  /** Title of the panel, below its section header if it stands under one. */
  readonly panel: string;
  readonly query: string;
  /** A chart shows values over time; a table or a scorecard shows the newest. */
  readonly shows: 'range' | 'newest';
}

/** Every query of a dashboard in reading order. */
export function panelQueries({ mosaicLayout }: Dashboard): PanelQuery[] {
  let section = '';
  const ordered = [...mosaicLayout.tiles].sort(
    (a, b) => (a.yPos ?? 0) - (b.yPos ?? 0) || (a.xPos ?? 0) - (b.xPos ?? 0),
  );
  return ordered.flatMap(({ widget }) => {
    if (widget.sectionHeader) section = widget.title ?? '';
    const panel = [section, widget.title ?? '(no title)'].filter((part) => part !== '').join(' / ');
    const shows = widget.xyChart ? ('range' as const) : ('newest' as const);
    return queriesOf(widget).map(({ prometheusQuery }) => ({ panel, query: prometheusQuery, shows }));
  });
}

/** The queries of one widget in the order in which they are drawn. */
export function queriesOf({ xyChart, scorecard, timeSeriesTable }: Widget): TimeSeriesQuery[] {
  const sets = [...(xyChart?.dataSets ?? []), ...(timeSeriesTable?.dataSets ?? [])];
  return [
    ...sets.map(({ timeSeriesQuery }) => timeSeriesQuery),
    ...(scorecard ? [scorecard.timeSeriesQuery] : []),
  ];
}

/**
 * A query as it is run while no filter is set: Cloud Monitoring and the console put the same in the place of
 * a variable.
 * @param interval PromQL duration in the place of `${__interval}`
 */
export function withoutFilters(query: string, interval: string): string {
  return query.replaceAll('${__interval}', interval).replaceAll(/\$\{[a-z_]+\.value\}/g, '.*');
}
