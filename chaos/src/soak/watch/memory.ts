import { readFile } from 'node:fs/promises';

const MIB = 1024;

/** Resident memory of a process in MiB, as the kernel counts it; undefined where it is gone or /proc is not served. */
export async function residentMiB(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) / MIB;
}
