/** One point of a series in a script: a float, nothing, a staleness marker, or a native histogram. */
export type ScriptValue = number | 'missing' | 'stale' | 'native';

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|[iI]nf|[nN]a[nN])`;
const ITEM = new RegExp(
  String.raw`\s*(?:(_)(?:x(\d+))?|(stale)|(\{\{[^}]*\}\})(?:([-+])(\{\{[^}]*\}\}))?(?:x(\d+))?|(${NUMBER})(?:([-+]\d[^\sx]*|[-+]\.\d[^\sx]*)?x(\d+))?)(?=\s|$)`,
  'y',
);

/**
 * Expands promtool's notation: `1 2 3`, `0+10x5` (six values), `7x3` (four times 7), `_x2` (two missing),
 * `stale`, `{{…}}`.
 * @throws {SyntaxError} that quotes what it cannot read
 */
export function parseValues(text: string): ScriptValue[] {
  const values: ScriptValue[] = [];
  ITEM.lastIndex = 0;
  while (ITEM.lastIndex < text.trimEnd().length) {
    const at = ITEM.lastIndex;
    const match = ITEM.exec(text);
    if (match === null) throw new SyntaxError(`cannot read values from "${text.slice(at).trim()}"`);
    const [, missing, missingTimes, stale, native, , , nativeTimes, first, delta, times] = match;
    if (missing !== undefined) push(values, Number(missingTimes ?? 1), () => 'missing');
    else if (stale !== undefined) values.push('stale');
    else if (native !== undefined) push(values, Number(nativeTimes ?? 0) + 1, () => 'native');
    else {
      const start = parseNumber(first as string);
      const step = parseNumber(delta ?? '0');
      push(values, Number(times ?? 0) + 1, (i) => (i === 0 ? start : start + step * i));
    }
  }
  return values;
}

function push(values: ScriptValue[], count: number, at: (i: number) => ScriptValue): void {
  for (let i = 0; i < count; i++) values.push(at(i));
}

/** A float as scripts write it. */
export function parseNumber(text: string): number {
  const infinite = /^([-+]?)inf$/i.exec(text);
  return infinite === null ? Number(text) : infinite[1] === '-' ? -Infinity : Infinity;
}
