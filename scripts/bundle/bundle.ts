import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { embedFiles } from './embed-files.ts';
import { softwareBill } from './sbom.ts';

/** The apps that run in the cloud; the publisher is a tool of the laptop. */
export const DEPLOYED = ['api', 'subscriber', 'canary'] as const;
export type Deployed = (typeof DEPLOYED)[number];

export interface Bundle {
  app: Deployed;
  file: string;
  bytes: number;
  /** Packages whose code is in the bundle. */
  packages: number;
}

/** What CommonJS packages expect and ES modules do not have. */
const COMMON_JS = [
  "import { createRequire } from 'node:module';",
  'const require = createRequire(import.meta.url);',
  'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join(' ');

/**
 * Bundles one app into `out/app/main.mjs`, with a bill of what is in it beside.
 * @throws Error when something would still be looked up beside the file at run time
 */
export async function bundle(repository: string, app: Deployed, out: string): Promise<Bundle> {
  const directory = path.join(out, app);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, 'main.mjs');
  const { metafile } = await build({
    entryPoints: [path.join(repository, 'apps', app, 'src/main.ts')],
    outfile: file,
    absWorkingDir: repository,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: nodeTarget(repository),
    banner: { js: COMMON_JS },
    legalComments: 'eof',
    metafile: true,
    logLevel: 'error',
    plugins: [embedFiles],
  });
  const missing = externals(metafile);
  if (missing.length > 0) throw new Error(`${app}: not in the bundle: ${missing.join(', ')}`);
  const bill = softwareBill(repository, app, metafile);
  await writeFile(path.join(directory, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
  const bytes = metafile.outputs[path.relative(repository, file)]?.bytes ?? 0;
  return { app, file, bytes, packages: bill.components.length };
}

/** What a bundle's directory holds. */
export async function contents(out: string, app: Deployed): Promise<string[]> {
  return (await readdir(path.join(out, app))).sort();
}

/** Imports that are neither bundled nor Node's own. */
function externals({ outputs }: Metafile): string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return imports
    .filter(({ external, path: name }) => external && !isBuiltIn(name))
    .map(({ path: name }) => name);
}

const isBuiltIn = (name: string): boolean => process.getBuiltinModule(name.replace(/\/$/, '')) !== undefined;

/** The Node that the repository installs is the one the containers run. */
function nodeTarget(repository: string): string {
  const { version } = JSON.parse(
    readFileSync(path.join(repository, 'node_modules/node/package.json'), 'utf8'),
  );
  return `node${version}`;
}
