export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

export interface Signature {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out; -1: the last may be repeated or left out. */
  readonly optional: number;
  readonly returns: ValueType;
  /** Behind a feature flag in Prometheus 3; here it works, but linters may want to know. */
  readonly experimental?: boolean;
}

const of = (returns: ValueType, optional: number, ...args: ValueType[]): Signature => ({
  args,
  optional,
  returns,
});
const experimental = (signature: Signature): Signature => ({ ...signature, experimental: true });

const perSample = of('vector', 0, 'vector');
const overTime = of('vector', 0, 'matrix');
const calendar = of('vector', 1, 'vector');

/** Every function the engine evaluates. */
export const SIGNATURES: Readonly<Record<string, Signature>> = {
  abs: perSample,
  absent: perSample,
  absent_over_time: overTime,
  acos: perSample,
  acosh: perSample,
  asin: perSample,
  asinh: perSample,
  atan: perSample,
  atanh: perSample,
  avg_over_time: overTime,
  ceil: perSample,
  changes: overTime,
  clamp: of('vector', 0, 'vector', 'scalar', 'scalar'),
  clamp_max: of('vector', 0, 'vector', 'scalar'),
  clamp_min: of('vector', 0, 'vector', 'scalar'),
  cos: perSample,
  cosh: perSample,
  count_over_time: overTime,
  day_of_month: calendar,
  day_of_week: calendar,
  day_of_year: calendar,
  days_in_month: calendar,
  deg: perSample,
  delta: overTime,
  deriv: overTime,
  end: experimental(of('scalar', 0)),
  double_exponential_smoothing: experimental(of('vector', 0, 'matrix', 'scalar', 'scalar')),
  exp: perSample,
  first_over_time: experimental(overTime),
  floor: perSample,
  histogram_fraction: of('vector', 0, 'scalar', 'scalar', 'vector'),
  histogram_quantile: of('vector', 0, 'scalar', 'vector'),
  hour: calendar,
  idelta: overTime,
  increase: overTime,
  irate: overTime,
  label_join: of('vector', -1, 'vector', 'string', 'string', 'string'),
  label_replace: of('vector', 0, 'vector', 'string', 'string', 'string', 'string'),
  last_over_time: overTime,
  ln: perSample,
  log10: perSample,
  log2: perSample,
  mad_over_time: experimental(overTime),
  max_of: experimental(of('scalar', 0, 'scalar', 'scalar')),
  max_over_time: overTime,
  min_of: experimental(of('scalar', 0, 'scalar', 'scalar')),
  min_over_time: overTime,
  minute: calendar,
  month: calendar,
  pi: of('scalar', 0),
  predict_linear: of('vector', 0, 'matrix', 'scalar'),
  present_over_time: overTime,
  quantile_over_time: of('vector', 0, 'scalar', 'matrix'),
  rad: perSample,
  range: experimental(of('scalar', 0)),
  rate: overTime,
  resets: overTime,
  round: of('vector', 1, 'vector', 'scalar'),
  scalar: of('scalar', 0, 'vector'),
  sgn: perSample,
  sin: perSample,
  sinh: perSample,
  sort: perSample,
  sort_by_label: experimental(of('vector', -1, 'vector', 'string')),
  sort_by_label_desc: experimental(of('vector', -1, 'vector', 'string')),
  sort_desc: perSample,
  sqrt: perSample,
  start: experimental(of('scalar', 0)),
  stddev_over_time: overTime,
  stdvar_over_time: overTime,
  step: experimental(of('scalar', 0)),
  sum_over_time: overTime,
  tan: perSample,
  tanh: perSample,
  time: of('scalar', 0),
  timestamp: perSample,
  ts_of_first_over_time: experimental(overTime),
  ts_of_last_over_time: experimental(overTime),
  ts_of_max_over_time: experimental(overTime),
  ts_of_min_over_time: experimental(overTime),
  vector: of('vector', 0, 'scalar'),
  year: calendar,
};

/** Functions of Prometheus that this engine refuses, with the reason it gives. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  histogram_avg: 'native histograms are not supported',
  histogram_count: 'native histograms are not supported',
  histogram_quantiles: 'native histograms are not supported',
  histogram_stddev: 'native histograms are not supported',
  histogram_stdvar: 'native histograms are not supported',
  histogram_sum: 'native histograms are not supported',
  info: 'joining with info metrics is not supported, use "* on (...) group_left (...)"',
};
