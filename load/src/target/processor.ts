import { readFileSync } from 'node:fs';

// Linux counts in hundredths of a second whatever the kernel's own tick is.
const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, in seconds; NaN where /proc does not tell. */
export function processorSeconds(pid: number): number {
  try {
    // User and system time are fields 14 and 15; the name before may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}
