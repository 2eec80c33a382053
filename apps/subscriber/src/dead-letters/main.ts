import { readConfig, toError } from '@flightdeck/service';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { createPubSubClients, type PubSubClients } from '../google/clients.ts';
import { isNotFound, openDeadLetters, republish, type WaitingLetter } from './subscription.ts';
import { countReasons, letterLine } from './summary.ts';

const SHAPE = {
  GOOGLE_CLOUD_PROJECT: z.string().min(1),
  PUBSUB_TOPIC: z.string().min(1).default('flights'),
  PUBSUB_DEAD_LETTER_SUBSCRIPTION: z.string().min(1).default('flights-dead-letter'),
};

interface ListOptions {
  readonly limit: number;
  readonly json: boolean;
}

interface ReplayOptions {
  readonly reason: string | undefined;
  readonly dryRun: boolean;
}

type DeadLetters = ReturnType<typeof openDeadLetters>;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs a command with clients, and gives back whatever it leased, come what may. */
async function withDeadLetters(
  run: (letters: DeadLetters, clients: PubSubClients, topic: string) => Promise<void>,
) {
  const config = readConfig(SHAPE, process.env);
  const project = `projects/${config.GOOGLE_CLOUD_PROJECT}`;
  const subscription = `${project}/subscriptions/${config.PUBSUB_DEAD_LETTER_SUBSCRIPTION}`;
  const clients = await createPubSubClients(config.GOOGLE_CLOUD_PROJECT);
  const letters = openDeadLetters(clients, subscription);
  try {
    await run(letters, clients, `${project}/topics/${config.PUBSUB_TOPIC}`);
    await letters.giveBack();
  } catch (error) {
    await letters.giveBack().catch(() => undefined);
    throw isNotFound(error)
      ? new Error(`${subscription} or its topic does not exist`, { cause: error })
      : error;
  } finally {
    await clients.close();
  }
}

const list = ({ limit, json }: ListOptions): Promise<void> =>
  withDeadLetters(async (deadLetters) => {
    const all: Pick<WaitingLetter, 'reason'>[] = [];
    for await (const page of deadLetters.pages(Date.now())) {
      for (const letter of page) {
        if (all.length < limit) say(json ? JSON.stringify(forMachines(letter)) : letterLine(letter));
        all.push({ reason: letter.reason });
      }
    }
    if (json) return;
    if (all.length > limit) say(`… and ${all.length - limit} more (--limit)`);
    say(`${all.length} dead letters${all.length > 0 ? ', by reason:' : ''}`);
    for (const [reason, count] of countReasons(all)) say(`${String(count).padStart(8)}  ${reason}`);
  });

const forMachines = ({ originalId, eventId, reason, deadLetteredAt, data, attributes }: WaitingLetter) => ({
  messageId: originalId,
  eventId,
  reason,
  deadLetteredAt: new Date(deadLetteredAt).toISOString(),
  data: Buffer.from(data).toString('base64'),
  attributes,
});

const replay = ({ reason, dryRun }: ReplayOptions): Promise<void> =>
  withDeadLetters(async (deadLetters, clients, topic) => {
    let replayed = 0;
    let left = 0;
    for await (const page of deadLetters.pages(Date.now())) {
      const wanted = page.filter((letter) => reason === undefined || letter.reason.includes(reason));
      left += page.length - wanted.length;
      replayed += wanted.length;
      if (dryRun || wanted.length === 0) continue;
      // Off the subscription only once the topic has them: a crash in between costs a duplicate, not a message.
      await republish(clients, topic, wanted);
      await deadLetters.remove(wanted);
    }
    say(
      `${dryRun ? 'would publish' : 'published'} ${replayed} again to ${topic}${left > 0 ? `, left ${left}` : ''}`,
    );
  });

const program = new Command()
  .name('dead-letter')
  .description(
    'Shows the messages that could not be stored, and publishes them again once the cause is put right.',
  );
program
  .command('list')
  .description('show what waits, and why; takes nothing away')
  .addOption(
    new Option('--limit <n>', 'show at most so many one by one').default(50).argParser((text) => {
      const limit = Number(text);
      if (!Number.isInteger(limit) || limit < 0) throw new InvalidArgumentError('Expected a whole number.');
      return limit;
    }),
  )
  .option('--json', 'one JSON object a line, with data (base64) and attributes', false)
  .action(list);
program
  .command('replay')
  .description('publish them to the topic again as they were, and take them off')
  .option('--reason <text>', 'only those whose reason contains this')
  .option('--dry-run', 'only say how many', false)
  .action(replay);

// The process ends by itself, with the clients closed: `process.exit` would cut off a long list in a pipe.
try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`dead-letter: ${toError(thrown).message}\n`);
  process.exitCode = 1;
}
