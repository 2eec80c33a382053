import { parseArgs } from 'node:util';
import { readConfig, stopSignal, wholeNumber } from '@flightdeck/service';
import { z } from 'zod';
import { consume } from './consume.ts';

const { values } = parseArgs({ options: { rate: { type: 'string', default: '4' } } });
const { API_URL } = readConfig({ API_URL: z.url() }, process.env);
const rate = wholeNumber(1, 1_000).parse(values.rate);

const stop = new AbortController();
void stopSignal().then(() => stop.abort());
await consume({ apiUrl: API_URL, requestsPerSecond: rate, random: Math.random, signal: stop.signal });
