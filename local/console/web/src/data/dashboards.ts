import { getJson } from './http.ts';
import { PROJECT } from './incidents.ts';

interface TimeSeriesQuery {
  readonly prometheusQuery?: string;
  readonly unitOverride?: string;
}

export interface ScorecardThreshold {
  readonly value?: number;
  readonly color?: 'RED' | 'YELLOW';
  readonly direction?: 'ABOVE' | 'BELOW';
  readonly label?: string;
}

/** The parts of Cloud Monitoring's dashboard JSON that are drawn here. */
export interface Widget {
  readonly title?: string;
  readonly xyChart?: {
    readonly dataSets: readonly {
      readonly timeSeriesQuery: TimeSeriesQuery;
      readonly plotType?: 'LINE' | 'STACKED_AREA' | 'STACKED_BAR';
      readonly legendTemplate?: string;
    }[];
    readonly thresholds?: readonly { readonly value: number; readonly label?: string }[];
  };
  readonly scorecard?: {
    readonly timeSeriesQuery: TimeSeriesQuery;
    readonly thresholds?: readonly ScorecardThreshold[];
  };
  readonly timeSeriesTable?: {
    readonly dataSets: readonly { readonly timeSeriesQuery: TimeSeriesQuery }[];
    readonly columnSettings?: readonly { readonly column: string; readonly displayName?: string }[];
  };
  readonly text?: { readonly content?: string };
  readonly sectionHeader?: { readonly subtitle?: string };
}

export interface Tile {
  readonly xPos?: number;
  readonly yPos?: number;
  readonly width: number;
  readonly height: number;
  readonly widget: Widget;
}

export interface DashboardData {
  readonly name: string;
  readonly displayName: string;
  readonly dashboardFilters?: readonly { readonly labelKey: string; readonly templateVariable?: string }[];
  readonly mosaicLayout?: { readonly columns: number; readonly tiles: readonly Tile[] };
}

export async function listDashboards(signal?: AbortSignal): Promise<DashboardData[]> {
  const path = `/monitoring/v1/projects/${PROJECT}/dashboards?pageSize=500`;
  return (await getJson<{ dashboards?: DashboardData[] }>(path, signal)).dashboards ?? [];
}

/** The name in a dashboard's address: its display name in lower case, without the product's. */
export const dashboardSlug = ({ displayName }: Pick<DashboardData, 'displayName'>): string =>
  displayName
    .toLowerCase()
    .replace(/^flightdeck\s+/, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
