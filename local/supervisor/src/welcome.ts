import { relative } from 'node:path';
import { type Environment, PORT_OFFSET_VARIABLE, type Ports } from '@flightdeck/service';
import { HOST, ledgerFile } from './environment.ts';
import type { Options } from './options.ts';

/** Where to look and what to try next, as it has to be typed with these options and this environment. */
export function welcome(ports: Ports, options: Options, env: Environment): string {
  const offset = env[PORT_OFFSET_VARIABLE];
  const npm = offset ? `${PORT_OFFSET_VARIABLE}=${offset} npm` : 'npm';
  // npm runs every script in the repository's root, and there reconcile looks for the ledger of `data`.
  const ledger = relative(process.cwd(), ledgerFile(options.data));
  const which = ledger === ledgerFile('data') ? '' : ` -- --ledger ${ledger}`;
  const api = `http://${HOST}:${ports.api}`;
  const lines = [
    '',
    'Flightdeck is running.',
    '',
    ...(options.console ? [`  console   http://${HOST}:${ports.console}`] : []),
    `  API       ${api}/v1/flights   (${api}/openapi.json)`,
    `  PromQL    http://${HOST}:${ports.monitoring}/api/v1/query`,
    `  logs      ${options.data}/logs`,
    '',
    'Try:',
    `  curl '${api}/v1/routes?page_size=5'`,
    `  curl '${api}/v1/flights?origin=ATL&min_delay=60&page_size=3'`,
    `  curl '${api}/v1/systems'`,
    '',
    'Then, in a second terminal:',
    `  ${`${npm} run reconcile${which}`.padEnd(38)} is anything lost?`,
    `  curl -X POST http://${HOST}:${ports.supervisor}/processes/subscriber/kill    kill the subscriber and watch`,
    '  npm run chaos -- warehouse-outage      break the warehouse, see the alert fire',
    '',
    'Ctrl-C stops everything in order.',
    '',
  ];
  return lines.join('\n');
}
