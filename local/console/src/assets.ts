import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Files with a content hash in their name never change. */
  readonly immutable: boolean;
}

/** The built file at a path, or the page itself for every address of the app; undefined for a missing file. */
export async function readAsset(dist: string, path: string): Promise<Asset | undefined> {
  // Ids in the app's own addresses may hold dots: only what lies where files are is one.
  const isFile = path.startsWith('/assets/') || /^\/[^/]+\.\w+$/.test(path);
  const file = normalize(join(dist, isFile ? path : 'index.html'));
  if (!file.startsWith(dist + sep)) return undefined;
  try {
    const body = await readFile(file);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    return { type, body, immutable: path.startsWith('/assets/') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
