const SI = [
  { factor: 1e9, prefix: 'G' },
  { factor: 1e6, prefix: 'M' },
  { factor: 1e3, prefix: 'k' },
  { factor: 1, prefix: '' },
] as const;

const IEC = [
  { factor: 2 ** 30, prefix: 'Gi' },
  { factor: 2 ** 20, prefix: 'Mi' },
  { factor: 2 ** 10, prefix: 'Ki' },
  { factor: 1, prefix: '' },
] as const;

/** At most three significant digits, without trailing zeros. */
export function digits(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** A value with its unit (UCUM, as in Cloud Monitoring's unitOverride) as a person reads it. */
export function formatValue(value: number | null | undefined, unit = '1'): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  switch (unit) {
    case 's':
      return formatSeconds(value);
    case 'ms':
      return formatSeconds(value / 1000);
    case '10^2.%':
      return `${digits(value * 100)} %`;
    case '%':
      return `${digits(value)} %`;
    case 'By':
      return scaled(value, IEC, 'B');
    case '1':
      return scaled(value, SI, '');
    default:
      return scaled(value, SI, unit.replace(/^1?\{?\w*\}?\//, '/'));
  }
}

/** A span of time in the largest unit that keeps it above one. */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 0.001) return `${digits(seconds * 1e6)} µs`;
  if (size < 1) return `${digits(seconds * 1000)} ms`;
  if (size < 120) return `${digits(seconds)} s`;
  if (size < 3_600) return `${digits(seconds / 60)} min`;
  if (size < 172_800) return `${digits(seconds / 3_600)} h`;
  return `${digits(seconds / 86_400)} d`;
}

function scaled(value: number, steps: readonly { factor: number; prefix: string }[], unit: string): string {
  const step = steps.find(({ factor }) => Math.abs(value) >= factor) ?? { factor: 1, prefix: '' };
  const suffix = `${step.prefix}${unit}`;
  return suffix === '' ? digits(value) : `${digits(value / step.factor)} ${suffix}`;
}

/** A moment on the data's clock, in the reader's time zone. */
export function formatTime(seconds: number, withDate = false): string {
  const date = new Date(seconds * 1000);
  const time = date.toLocaleTimeString('en-GB');
  return withDate ? `${date.toLocaleDateString('en-CA')} ${time}` : time;
}

/** A moment on a time axis: the hour and minute, or the date where a day begins. */
export function formatTick(seconds: number): string {
  const date = new Date(seconds * 1000);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (midnight) return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const time = date.toLocaleTimeString('en-GB');
  return time.endsWith(':00') ? time.slice(0, 5) : time;
}

/** How long ago, or how long something lasted. */
export const formatSpan = (seconds: number): string => formatSeconds(Math.max(0, Math.round(seconds)));
