import { InvalidArgumentError } from 'commander';

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `1h` in milliseconds. @throws InvalidArgumentError, which the command line shows */
export function durationMs(text: string): number {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  const factor = UNITS[unit ?? ''];
  if (factor === undefined) throw new InvalidArgumentError('expected a duration such as 90s, 10m or 1h');
  return Number(amount) * factor;
}
