import { spawn } from 'node:child_process';
import { readPorts } from '@flightdeck/service';
import { appEnvironment } from './environment.ts';

// `node on-laptop.ts SCRIPT [ARG ...]` runs a command of the apps against the pipeline that `npm start` runs:
// the same command as in the cloud, with the endpoints of this machine unless the environment names others.
const child = spawn(process.execPath, process.argv.slice(2), {
  env: { ...appEnvironment(readPorts(process.env)), ...process.env },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
