import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { bundle, DEPLOYED, type Deployed } from './bundle.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

const command = new Command('bundle')
  .description('Bundles apps into one file each (dist/APP/main.mjs) with a bill of what is in it.')
  .addArgument(new Argument('[app...]', 'which; all when left out').choices(DEPLOYED))
  .option('--out <dir>', 'where to', path.join(repository, 'dist'))
  .parse();

const apps = command.args.length > 0 ? (command.args as Deployed[]) : DEPLOYED;
for (const app of apps) {
  const { file, bytes, packages } = await bundle(repository, app, command.opts<{ out: string }>().out);
  const mib = (bytes / 1024 / 1024).toFixed(1);
  console.log(`${path.relative(process.cwd(), file)}: ${mib} MiB, code of ${packages} packages`);
}
