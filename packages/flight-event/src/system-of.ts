import { MAX_SYSTEMS, systemName } from './event.ts';

const systemByOrigin = new Map<string, string>();

/** All flights of an airport come from one system; FNV-1a spreads airports evenly and stays the same for ever. */
export function systemOf(origin: string, systems: number): string {
  const key = `${systems} ${origin}`;
  const known = systemByOrigin.get(key);
  if (known !== undefined) return known;
  if (systems < 1 || systems > MAX_SYSTEMS)
    throw new RangeError(`systems: expected 1 to ${MAX_SYSTEMS}, got ${systems}`);
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(origin)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const system = systemName(1 + (hash % systems));
  // Real airports are a few hundred; a file of nonsense must not fill the memory.
  if (systemByOrigin.size < 10_000) systemByOrigin.set(key, system);
  return system;
}
