/** Cloud Monitoring's dashboard, as far as `schema.json` admits it. Names are Google's. */
export interface Dashboard {
  readonly displayName: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly dashboardFilters?: readonly DashboardFilter[];
  readonly mosaicLayout: { readonly columns: number; readonly tiles: readonly Tile[] };
}

export interface DashboardFilter {
  readonly filterType: 'METRIC_LABEL' | 'RESOURCE_LABEL';
  readonly labelKey: string;
  readonly templateVariable: string;
  readonly stringValue?: string;
}

/** A rectangle of grid blocks; a position that is left out is 0. */
export interface Tile {
  readonly xPos?: number;
  readonly yPos?: number;
  readonly width: number;
  readonly height: number;
  readonly widget: Widget;
}

/** Exactly one kind of content beside the title. */
export interface Widget {
  readonly title?: string;
  readonly text?: { readonly content: string; readonly format: 'MARKDOWN' | 'RAW' };
  readonly sectionHeader?: { readonly subtitle?: string; readonly dividerBelow?: boolean };
  readonly xyChart?: XyChart;
  readonly scorecard?: Scorecard;
  readonly timeSeriesTable?: TimeSeriesTable;
}

export interface TimeSeriesQuery {
  readonly prometheusQuery: string;
  /** UCUM, as in `unitOverride`: s, By, 1, 1/s, % (0 to 100), 10^2.% (a share of 1). */
  readonly unitOverride: string;
  readonly outputFullDuration?: boolean;
}

export interface XyChart {
  readonly dataSets: readonly {
    readonly timeSeriesQuery: TimeSeriesQuery;
    readonly plotType: 'LINE' | 'STACKED_AREA' | 'STACKED_BAR';
    readonly legendTemplate: string;
    readonly minAlignmentPeriod?: string;
    readonly targetAxis?: 'Y1' | 'Y2';
  }[];
  readonly thresholds?: readonly {
    readonly value: number;
    readonly label: string;
    readonly targetAxis?: 'Y1' | 'Y2';
  }[];
  readonly yAxis?: Axis;
  readonly y2Axis?: Axis;
  readonly chartOptions?: { readonly mode: 'COLOR' | 'X_RAY' | 'STATS' };
}

export interface Axis {
  readonly label?: string;
  readonly scale?: 'LINEAR' | 'LOG10';
}

export interface StateThreshold {
  readonly value: number;
  readonly color: 'YELLOW' | 'RED';
  readonly direction: 'ABOVE' | 'BELOW';
  readonly label: string;
}

export interface Scorecard {
  readonly timeSeriesQuery: TimeSeriesQuery;
  readonly sparkChartView?: { readonly sparkChartType: 'SPARK_LINE' | 'SPARK_BAR' };
  readonly gaugeView?: { readonly lowerBound?: number; readonly upperBound: number };
  readonly thresholds?: readonly StateThreshold[];
}

export interface TimeSeriesTable {
  readonly dataSets: readonly {
    readonly timeSeriesQuery: TimeSeriesQuery;
    readonly tableTemplate?: string;
    readonly minAlignmentPeriod?: string;
  }[];
  readonly columnSettings?: readonly {
    readonly column: string;
    readonly visible: true;
    readonly displayName?: string;
    readonly thresholds?: readonly StateThreshold[];
  }[];
  readonly metricVisualization?: 'NUMBER' | 'BAR';
}
