import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPorts, shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { buildPage } from './build.ts';
import { createConsoleServer } from './server.ts';

const STOP_DEADLINE_MS = 5_000;
const root = resolve(fileURLToPath(import.meta.url), '../..');

try {
  const ports = readPorts(process.env);
  const stopped = stopSignal();
  await buildPage(root);
  const server = createConsoleServer({
    ports,
    dist: resolve(root, 'dist'),
    runbooks: resolve(root, '../../runbooks'),
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
  await shutdownInOrder([{ name: 'close the page', run: close }], STOP_DEADLINE_MS);
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}
