/** UCUM, as in Cloud Monitoring's `unitOverride`, to Grafana's names; 1/s depends on what is counted. */
const UNITS: Readonly<Record<string, string>> = {
  '1': 'short',
  s: 's',
  ms: 'ms',
  us: 'µs',
  min: 'm',
  h: 'h',
  d: 'd',
  '%': 'percent',
  '10^2.%': 'percentunit',
  By: 'bytes',
  KiBy: 'kbytes',
  MiBy: 'mbytes',
  GiBy: 'gbytes',
  'By/s': 'binBps',
  '1/s': 'cps',
  '{req}/s': 'reqps',
  '{event}/s': 'eps',
  '1/min': 'cpm',
};

/** @throws Error for a unit that has no equivalent yet: a panel without unit would be read wrongly */
export function grafanaUnit(ucum: string): string {
  const unit = UNITS[ucum];
  if (unit === undefined)
    throw new Error(`no Grafana unit for "${ucum}"; there are ${Object.keys(UNITS).join(', ')}`);
  return unit;
}
