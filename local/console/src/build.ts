import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Builds the page unless what is built is newer than every source file.
 * @returns whether it was built
 */
export async function buildPage(root: string): Promise<boolean> {
  if ((await newest(root, 'web/**')) < (await newest(root, 'dist/index.html'))) return false;
  const { build } = await import('vite');
  await build({ root: join(root, 'web'), configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' });
  return true;
}

async function newest(root: string, pattern: string): Promise<number> {
  let latest = 0;
  for await (const file of glob(pattern, { cwd: root })) {
    latest = Math.max(latest, (await stat(join(root, file))).mtimeMs);
  }
  return latest;
}
