const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads `90s`, `5m`, `2h` or `1d`. @returns seconds @throws Error on anything else */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const factor = UNIT_SECONDS[unit ?? ''];
  if (factor === undefined) throw new Error(`expected a duration such as 90s, 5m, 2h or 1d, got "${text}"`);
  return Number(count) * factor;
}
