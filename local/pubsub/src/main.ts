import { createServer } from 'node:http';
import { PORTS, readPorts, stopSignal, toError } from '@flightdeck/service';
import { Command } from 'commander';
import { FileJournal } from './journal/file-journal.ts';
import { startServer } from './server.ts';

const command = new Command('pubsub')
  .description('Pub/Sub on this machine: the gRPC API that the Google clients speak (PUBSUB_EMULATOR_HOST)')
  .option('--data <dir>', 'directory of the write-ahead log', 'data/pubsub')
  .parse();

async function main(): Promise<void> {
  const ports = readPorts(process.env);
  const server = await startServer({
    port: ports.pubsub,
    journal: new FileJournal({ directory: String(command.opts().data) }),
  });
  const admin = createServer((request, response) => {
    const known = request.url === '/healthz' || request.url === '/readyz';
    response.writeHead(known ? 200 : 404).end(known ? 'ok\n' : 'not found\n');
  });
  admin.listen(ports.pubsubAdmin, '127.0.0.1');
  console.log(JSON.stringify({ severity: 'INFO', message: `Pub/Sub listens on 127.0.0.1:${server.port}` }));
  await stopSignal();
  admin.close();
  await server.close();
}

main().catch((thrown: unknown) => {
  const error = toError(thrown);
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const hint = taken ? `; ${PORTS.pubsub.variable} or FLIGHTDECK_PORT_OFFSET changes the port` : '';
  process.stderr.write(`pubsub cannot start: ${error.message}${hint}\n`);
  process.exit(1);
});
