import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from './read.ts';

/**
 * The YAML files of a directory, by name.
 * @throws Error naming the directory when it cannot be read or holds none
 */
export async function readYamlFiles(directory: string): Promise<SourceFile[]> {
  const names = await readdir(directory).catch((cause: Error) => {
    throw new Error(`cannot read ${directory}: ${cause.message}`, { cause });
  });
  const yaml = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (yaml.length === 0) throw new Error(`${directory} holds no .yaml file`);
  return Promise.all(
    yaml.map(async (name) => {
      const file = join(directory, name);
      return { file, text: await readFile(file, 'utf8') };
    }),
  );
}

export interface Difference {
  readonly file: string;
  readonly what: 'missing' | 'differs' | 'left over';
}

/**
 * How a directory differs from what it should hold. Files that were not generated are not looked at.
 * @param isGenerated tells a generated file by its name and text
 */
export async function differences(
  directory: string,
  wanted: ReadonlyMap<string, string>,
  isGenerated: (name: string, text: string) => boolean,
): Promise<Difference[]> {
  const found = new Map<string, string>();
  for (const name of await readdir(directory).catch(() => [])) {
    if (/\.(ya?ml|json)$/.test(name)) found.set(name, await readFile(join(directory, name), 'utf8'));
  }
  const unmet = [...wanted]
    .filter(([name, text]) => found.get(name) !== text)
    .map(
      ([name]) => ({ file: join(directory, name), what: found.has(name) ? 'differs' : 'missing' }) as const,
    );
  const leftOver = [...found]
    .filter(([name, text]) => !wanted.has(name) && isGenerated(name, text))
    .map(([name]) => ({ file: join(directory, name), what: 'left over' }) as const);
  return [...unmet, ...leftOver];
}

/** Writes what differs and removes what is left over. */
export async function settle(
  directory: string,
  wanted: ReadonlyMap<string, string>,
  isGenerated: (name: string, text: string) => boolean,
): Promise<Difference[]> {
  const changes = await differences(directory, wanted, isGenerated);
  await mkdir(directory, { recursive: true });
  for (const { file, what } of changes) if (what === 'left over') await rm(file);
  await Promise.all([...wanted].map(([name, text]) => writeFile(join(directory, name), text)));
  return changes;
}
