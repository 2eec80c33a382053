import { Readable } from 'node:stream';
import { readPorts } from '@flightdeck/service';
import { Command } from 'commander';
import { fleetHistory } from './history.ts';

const { monitoring } = readPorts(process.env);
const options = new Command('backfill')
  .description("Loads a fleet's history into a running local/monitoring, ending now on its clock.")
  .option('--systems <n>', 'systems of the fleet', Number, 50)
  .option('--hours <n>', 'length of the history', Number, 24)
  .option('--url <url>', 'base address of local/monitoring', `http://127.0.0.1:${monitoring}`)
  .parse()
  .opts<{ systems: number; hours: number; url: string }>();

const { now_seconds: now } = (await (await fetch(`${options.url}/_flightdeck/time`)).json()) as {
  now_seconds: number;
};
const lines = function* (): Iterable<string> {
  for (const series of fleetHistory({ ...options, endMs: Math.floor(now) * 1000 }))
    yield `${JSON.stringify(series)}\n`;
};
const response = await fetch(`${options.url}/_flightdeck/backfill`, {
  method: 'POST',
  body: Readable.from(lines()),
  duplex: 'half',
});
process.stdout.write(`${await response.text()}\n`);
if (!response.ok) process.exitCode = 1;
