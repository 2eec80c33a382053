import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dashboard } from './types.ts';

export const DASHBOARDS = 'monitoring/dashboards';

export interface DashboardFile {
  /** Without its ending. */
  readonly name: string;
  /** Relative to the root. */
  readonly file: string;
  readonly dashboard: Dashboard;
}

/**
 * The dashboards of a checkout, by name. What is in them is the linter's matter.
 * @throws Error naming the file that is not JSON
 */
export async function readDashboards(root: string): Promise<DashboardFile[]> {
  const names = (await readdir(join(root, DASHBOARDS))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = join(DASHBOARDS, name);
      const text = await readFile(join(root, file), 'utf8');
      try {
        return { name: name.replace(/\.json$/, ''), file, dashboard: JSON.parse(text) as Dashboard };
      } catch (cause) {
        throw new Error(`${file}: not JSON`, { cause });
      }
    }),
  );
}
