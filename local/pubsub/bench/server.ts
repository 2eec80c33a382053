import { FileJournal } from '../src/journal/file-journal.ts';
import { MemoryJournal } from '../src/journal/memory-journal.ts';
import { startServer } from '../src/server.ts';

// Started by throughput.ts: `server.ts memory`, or `server.ts DIRECTORY [fsync]`. Prints its port, and
// its own cost when it is told to stop.
const [where = 'memory', fsync] = process.argv.slice(2);
const journal =
  where === 'memory' ? new MemoryJournal() : new FileJournal({ directory: where, fsync: fsync === 'fsync' });
const server = await startServer({ port: 0, journal });
console.log(server.port);
process.on('SIGTERM', async () => {
  const { user, system } = process.cpuUsage();
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6, megabytes }));
  await server.close();
  process.exit(0);
});
