/** How a picture is taken. */
export interface Picture {
  readonly file: string;
  readonly path: string;
  readonly scheme: 'dark' | 'light';
  readonly device: 'wide' | 'phone';
  /** What must be seen before it is taken. */
  readonly until: string;
}

export const DEVICES = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

const CHART = 'main .chart-canvas canvas';

/** While all is well. */
export const CALM: readonly Picture[] = [
  { file: 'console-calm', path: '/', scheme: 'light', device: 'wide', until: CHART },
  {
    file: 'console-fleet',
    path: '/fleet',
    scheme: 'light',
    device: 'wide',
    until: '.sparkline',
  },
  { file: 'console-dashboard', path: '/dashboards/overview', scheme: 'dark', device: 'wide', until: CHART },
  { file: 'console-traces', path: '/traces', scheme: 'light', device: 'wide', until: 'tbody tr' },
];

/** While the warehouse refuses every call. */
export const BURNING: readonly Picture[] = [
  { file: 'console-slo', path: '/slos/api-availability', scheme: 'dark', device: 'wide', until: CHART },
  { file: 'console', path: '/', scheme: 'dark', device: 'wide', until: CHART },
  { file: 'console-phone', path: '/', scheme: 'dark', device: 'phone', until: CHART },
];

/** Of the incident that the outage opened; the path is the incident's. */
export const INCIDENT: readonly Omit<Picture, 'path'>[] = [
  { file: 'console-incident', scheme: 'light', device: 'wide', until: CHART },
  { file: 'console-incident-phone', scheme: 'light', device: 'phone', until: CHART },
];

/** Of a drill that ended. */
export const DRILL = { file: 'console-drill', scheme: 'dark', device: 'wide' } as const;
