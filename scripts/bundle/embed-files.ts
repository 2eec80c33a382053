import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** `readFileSync(new URL(WHAT, import.meta.url), 'utf8')`, the one way this project's code reads a file beside it. */
const READ = /readFileSync\(new URL\(([^,]+), import\.meta\.url\), 'utf8'\)/g;
/** A path in quotes or a template that starts with a fixed folder. */
const FIXED_FOLDER = /^[`'](\.{1,2}\/(?:[\w.-]+\/)*)/;

/**
 * Puts the texts that the code reads from beside itself (SQL, schemas) into the bundle, so that one file is all.
 * A read whose folder is not fixed stops the build: the file would be missing in the container.
 */
export const embedFiles: Plugin = {
  name: 'embed-files',
  setup(build) {
    build.onLoad({ filter: /[/\\](apps|packages)[/\\][^/\\]+[/\\]src[/\\].*\.ts$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      return { contents: source.replaceAll(READ, (_, what: string) => embedded(file, what)), loader: 'ts' };
    });
  },
};

function embedded(file: string, what: string): string {
  const folder = FIXED_FOLDER.exec(what)?.[1];
  if (folder === undefined) throw new Error(`${file}: reads ${what}, whose folder is not fixed`);
  const directory = path.resolve(path.dirname(file), folder);
  const texts = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.[cm]?[jt]s$/.test(entry.name))
    .map(({ name }) => [`${folder}${name}`, readFileSync(path.join(directory, name), 'utf8')]);
  return `(${JSON.stringify(Object.fromEntries(texts))} as Record<string, string>)[${what}] as string`;
}
