import { cp, glob, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Builds the page unless what is built is newer than every source file. Two processes may build at the same
 * time, and one may serve meanwhile: each builds beside the page, and the new page takes the old one's place
 * when all that it loads is there.
 * @returns whether it was built
 */
export async function buildPage(root: string): Promise<boolean> {
  const dist = join(root, 'dist');
  if ((await newest(root, 'web/**')) < (await newest(root, 'dist/index.html'))) return false;
  const { build } = await import('vite');
  const fresh = await mkdtemp(join(root, '.building-'));
  try {
    const configFile = join(root, 'web/vite.config.ts');
    await build({ root: join(root, 'web'), configFile, logLevel: 'warn', build: { outDir: fresh } });
    await publish(fresh, dist);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return true;
}

/** The page comes last and at once; then what only the old page loaded can go. */
async function publish(fresh: string, dist: string): Promise<void> {
  const isPage = (file: string): boolean => file === join(fresh, 'index.html');
  await cp(fresh, dist, { recursive: true, filter: (file) => !isPage(file) });
  await rename(join(fresh, 'index.html'), join(dist, 'index.html'));
  const current = new Set(await readdir(join(fresh, 'assets')));
  const old = (await readdir(join(dist, 'assets'))).filter((file) => !current.has(file));
  await Promise.all(old.map((file) => rm(join(dist, 'assets', file), { force: true })));
}

async function newest(root: string, pattern: string): Promise<number> {
  let latest = 0;
  for await (const file of glob(pattern, { cwd: root })) {
    latest = Math.max(latest, (await stat(join(root, file))).mtimeMs);
  }
  return latest;
}
