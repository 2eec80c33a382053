import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { wholeNumber } from '@flightdeck/service';

// Sends requests at a fixed rate, whatever is answered, each with a filter of its own so that no cache helps.
const { values } = parseArgs({
  options: { rate: { type: 'string', default: '200' }, seconds: { type: 'string', default: '10' } },
});
const rate = wholeNumber(1, 2_000).parse(values.rate);
const seconds = wholeNumber(1, 120).parse(values.seconds);
const api = new URL(process.env.FLIGHTDECK_API_URL ?? 'http://127.0.0.1:8080');
if (!['127.0.0.1', 'localhost'].includes(api.hostname)) {
  throw new Error('FLIGHTDECK_API_URL: expected an address of this machine; a flood goes nowhere else');
}

/** Requests under way at once; beyond it the flood itself would be the bottleneck. */
const MAX_IN_FLIGHT = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
const TICK_MS = 20;

const answers = new Map<number, number>();
const inFlight = new Set<Promise<void>>();
let sent = 0;

async function send(number: number): Promise<void> {
  const url = new URL(`/v1/flights?min_delay=${number % 1_400}&page_size=${1 + (number % 97)}`, api);
  const status = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
    .then(async (response) => {
      await response.arrayBuffer();
      return response.status;
    })
    .catch(() => 0);
  answers.set(status, (answers.get(status) ?? 0) + 1);
}

const startedAt = performance.now();
while (performance.now() - startedAt < seconds * 1000) {
  const due = Math.floor(((performance.now() - startedAt) / 1000) * rate);
  for (; sent < due && inFlight.size < MAX_IN_FLIGHT; sent++) {
    const request = send(sent).finally(() => inFlight.delete(request));
    inFlight.add(request);
  }
  await delay(TICK_MS);
}
await Promise.all(inFlight);
console.log(JSON.stringify({ sent, answers: Object.fromEntries(answers) }));
