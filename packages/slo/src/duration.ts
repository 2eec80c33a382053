const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * Seconds of an OpenSLO duration: `5m`, `1h`, `3d`, `4w`. Months, quarters and years are calendar terms
 * without a fixed length and give undefined, as does anything else.
 */
export function durationSeconds(text: string): number | undefined {
  const match = /^([1-9][0-9]*)([mhdw])$/.exec(text);
  const unit = SECONDS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** `50 h` as `2 d 2 h`: the two largest units that matter, for people. */
export function humanDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(seconds / 60) * 60;
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ') || 'less than 1 min';
}
