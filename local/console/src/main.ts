import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  readConfig,
  readPorts,
  shutdownInOrder,
  stopSignal,
  toError,
  wholeNumber,
} from '@flightdeck/service';
import { buildPage } from './build.ts';
import { createDrillRunner } from './drills/runner.ts';
import { createConsoleServer } from './server.ts';

const STOP_DEADLINE_MS = 5_000;
/** Beside a pipeline on the usual ports, and below 32768, where Linux hands out ports to outgoing connections. */
const DEFAULT_DRILL_OFFSET = 20_000;
const MAX_DRILL_OFFSET = 22_500;
const root = resolve(fileURLToPath(import.meta.url), '../..');
const repository = resolve(root, '../..');

try {
  const ports = readPorts(process.env);
  const config = readConfig(
    { FLIGHTDECK_DRILL_PORT_OFFSET: wholeNumber(1, MAX_DRILL_OFFSET).default(DEFAULT_DRILL_OFFSET) },
    process.env,
  );
  const stopped = stopSignal();
  await buildPage(root);
  const reports = resolve(repository, 'reports/chaos');
  const portOffset = config.FLIGHTDECK_DRILL_PORT_OFFSET;
  const runner = createDrillRunner({ root: repository, portOffset, reports });
  const server = createConsoleServer({
    ports,
    dist: resolve(root, 'dist'),
    runbooks: resolve(repository, 'runbooks'),
    drills: {
      runner,
      experiments: resolve(repository, 'chaos/experiments'),
      reports,
    },
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen({ port: ports.console, host: '127.0.0.1' }, done);
  });
  await stopped;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  await shutdownInOrder(
    [
      { name: 'tell the drill to roll back, which it does by itself', run: () => runner.stop() },
      { name: 'close the page', run: close },
    ],
    STOP_DEADLINE_MS,
  );
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}
