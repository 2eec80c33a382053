import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPorts, stopSignal, toError } from '@flightdeck/service';
import { checkPortsAreFree } from './free-ports.ts';
import { runOnce } from './once.ts';
import { readOptions } from './options.ts';
import { runPipeline } from './pipeline.ts';
import { createScreen } from './screen.ts';
import { welcome } from './welcome.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const screen = createScreen(process.stdout);

try {
  process.exitCode = await main();
} catch (thrown) {
  screen.end();
  console.error(toError(thrown).message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), root);
  const ports = readPorts(process.env);
  await checkPortsAreFree(ports);
  if (!options.keep) await rm(options.data, { recursive: true, force: true });
  await mkdir(options.data, { recursive: true });

  const stopped = stopSignal();
  const pipeline = runPipeline({ options, ports, root, screen });
  try {
    const started = await Promise.race([pipeline.start().then(() => true), stopped.then(() => false)]);
    if (!started) return 130;
    if (options.once) {
      const verdict = await Promise.race([
        runOnce({ pipeline, options, ports, root, screen }),
        stopped.then(() => 130),
      ]);
      return verdict;
    }
    screen.say(welcome(ports, options, process.env));
    await stopped;
    return 0;
  } finally {
    screen.end();
    screen.say('stopping in order: traffic, apps, cloud');
    await pipeline.stop();
    screen.say(
      `stopped; what was stored is in ${options.data} until the next start (--keep goes on with it)`,
    );
  }
}
