import { PubSub } from '@google-cloud/pubsub';
import { MemoryJournal } from '../src/journal/memory-journal.ts';
import { type PubSubServer, type ServerOptions, startServer } from '../src/server.ts';

export const PROJECT = 'flightdeck-test';

export interface Harness {
  readonly server: PubSubServer;
  /** The real client, pointed at the server. */
  readonly client: PubSub;
  close(): Promise<void>;
}

/** A server on a free port and the real Google client that talks to it. */
export async function startHarness(options: Partial<ServerOptions> = {}): Promise<Harness> {
  const server = await startServer({ port: 0, journal: new MemoryJournal(), ...options });
  const client = connect(server.port);
  return {
    server,
    client,
    async close() {
      await client.close();
      await server.close();
    },
  };
}

export function connect(port: number): PubSub {
  return new PubSub({ projectId: PROJECT, apiEndpoint: `127.0.0.1:${port}`, emulatorMode: true });
}

/** Resolves when `condition` holds; checks after each turn of the event loop, so that nothing is timed. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
