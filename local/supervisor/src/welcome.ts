import type { Ports } from '@flightdeck/service';
import { HOST } from './environment.ts';
import type { Options } from './options.ts';

/** Where to look and what to try next. */
export function welcome(ports: Ports, options: Options): string {
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
    '  npm run reconcile                      is anything lost?',
    `  curl -X POST http://${HOST}:${ports.supervisor}/processes/subscriber/kill    kill the subscriber and watch`,
    '  npm run chaos -- warehouse-outage      break the warehouse, see the alert fire',
    '',
    'Ctrl-C stops everything in order.',
    '',
  ];
  return lines.join('\n');
}
