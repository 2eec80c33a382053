import { createServer, type Server } from 'node:http';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Listeners, listenOn } from './listeners.ts';

const SHARES_PORTS = process.platform === 'linux';
const CONNECTIONS = 128;

/** Connects so often that all wait, and says so in the shared memory. */
const CALLERS = `
  const { workerData: { port, connected, count } } = require('node:worker_threads');
  for (let i = 0; i < count; i++) {
    require('node:net').connect(port, '127.0.0.1', () => {
      Atomics.add(connected, 0, 1);
      Atomics.notify(connected, 0);
    });
  }`;

/** Holds the event loop of this thread until all callers are in the kernel's queue. */
function waitFor(connected: Int32Array): void {
  for (let now = Atomics.load(connected, 0); now < CONNECTIONS; now = Atomics.load(connected, 0)) {
    Atomics.wait(connected, 0, now);
  }
}

describe('the sockets that listen', () => {
  let server: Server;
  let listeners: Listeners | undefined;
  afterEach(async () => {
    server.closeAllConnections();
    await listeners?.close();
  });

  (SHARES_PORTS ? it : it.skip)(
    `take several connections a turn of the event loop${SHARES_PORTS ? '' : ': ports are shared on Linux only'}`,
    async () => {
      server = createServer();
      listeners = await listenOn(server, 0);
      let taken = 0;
      server.on('connection', () => {
        taken++;
      });
      const connected = new Int32Array(new SharedArrayBuffer(4));
      const workerData = { port: listeners.port, connected, count: CONNECTIONS };
      const callers = new Worker(CALLERS, { eval: true, workerData });
      waitFor(connected);
      let turns = 0;
      while (taken < CONNECTIONS) {
        await new Promise(setImmediate);
        turns++;
      }
      // One a turn without them; however unevenly they spread, it is far from half of that.
      expect(turns).toBeLessThan(CONNECTIONS / 2);
      await callers.terminate();
    },
  );

  it('are refused where another one listens', async () => {
    server = createServer();
    listeners = await listenOn(server, 0);
    const { port } = listeners;
    await expect(listenOn(createServer(), port)).rejects.toThrow(`port ${port} is taken`);
  });
});
