import { setTimeout } from 'node:timers/promises';
import { shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { startTelemetry } from '@flightdeck/telemetry';
import { readPublisherConfig } from './config.ts';
import { openLedger, rowSet } from './ledger.ts';
import { readOptions } from './options.ts';
import { createPace } from './pace.ts';
import { type Counts, showProgress } from './progress.ts';
import { createRequestQueue } from './publish.ts';
import { type NumberedEvent, replay } from './replay.ts';
import { openSource } from './source/open.ts';
import { isPermanent, openTopic } from './topic.ts';

/** Bad rows named one by one; of a file that is nothing else the first hundred say it. */
const MAX_BAD_ROWS_SHOWN = 100;
/** After SIGTERM: for answers that are under way. */
const DRAIN_MS = 6_000;
const CLOSE_MS = 2_500;

const complain = (text: string): void => void process.stderr.write(`publisher: ${text}\n`);
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const config = readPublisherConfig(process.env);
  const source = await openSource(options.file);
  const header = { file: options.file, dataSet: source.dataSet, systems: options.systems };
  const { ledger, done } =
    options.ledger === undefined
      ? { ledger: undefined, done: rowSet([]) }
      : await openLedger(options.ledger, header, options.resume);
  const telemetry = startTelemetry({ service: 'publisher', env: process.env, logTo: process.stderr });
  const topic = await openTopic(config.GOOGLE_CLOUD_PROJECT, config.PUBSUB_TOPIC, telemetry.tracer);

  const stop = new AbortController();
  stopSignal().then(
    () => stop.abort(),
    () => {},
  );
  const counts: Counts = { published: done.size, confirmed: done.size, failed: 0 };
  const badRow = (number: number, reason: string): void => {
    counts.failed += 1;
    if (counts.failed <= MAX_BAD_ROWS_SHOWN) complain(`${options.file}: row ${number}: ${reason}`);
  };
  const queue = createRequestQueue<NumberedEvent>(
    {
      send: topic.send,
      isPermanent,
      sleep,
      random: Math.random,
      confirmed: async (items) => {
        await ledger?.confirm(items.map(({ number }) => number));
        counts.confirmed += items.length;
      },
      refused: ({ number }, error) => badRow(number, toError(error).message),
      retrying: (error, inMs) =>
        telemetry.logger.warn({ reason: toError(error).message, inMs }, 'will try again'),
    },
    stop.signal,
  );
  const progress = showProgress(options.progress, source.total, counts, (text) => process.stdout.write(text));
  await replay(
    {
      source,
      systems: options.systems,
      pace: createPace(options.rate, () => performance.now(), sleep),
      queue,
      done,
      badRow,
      published: (count) => {
        counts.published += count;
      },
    },
    stop.signal,
  );
  const drained = queue.drain();
  await (stop.signal.aborted
    ? Promise.race([drained, setTimeout(DRAIN_MS, undefined, { ref: false })])
    : drained);
  progress.stop(!stop.signal.aborted);
  await shutdownInOrder(
    [
      { name: 'close topic', run: () => topic.close() },
      { name: 'flush telemetry', run: () => telemetry.shutdown() },
    ],
    CLOSE_MS,
  );
  if (counts.failed > MAX_BAD_ROWS_SHOWN) complain(`${counts.failed} rows in all could not be published`);
  return counts.failed > 0 ? 1 : 0;
}

try {
  process.exit(await main());
} catch (thrown) {
  complain(toError(thrown).message);
  process.exit(1);
}
