import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  /** Milliseconds between the starts of two probes; undefined = one probe. */
  readonly everyMs: number | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** @throws through commander (exit code 1) with a message that names the option */
export function readOptions(argv: readonly string[]): Options {
  const command = new Command('canary')
    .description('Publishes a marked event and waits to see it through the API.')
    .option(
      '--every <duration>',
      'probe again and again, such as 30s or 5m (default: once, then exit)',
      duration,
    )
    .addHelpText(
      'after',
      `
Environment: GOOGLE_CLOUD_PROJECT, PUBSUB_TOPIC (flights), API_URL (http://127.0.0.1:8080),
API_AUDIENCE (of the identity token the API asks for), PROBE_TIMEOUT_MS (30000),
PUBSUB_EMULATOR_HOST, OTEL_EXPORTER_OTLP_ENDPOINT, METRICS_EXPORTER, LOG_LEVEL.
Without --every it exits 0 when the event was seen and 1 when it was not.`,
    );
  const { every } = command.parse([...argv], { from: 'user' }).opts<{ every?: number }>();
  return { everyMs: every };
}

function duration(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (ms >= 100) return ms;
  throw new InvalidArgumentError('expected a duration of at least 100ms, such as 30s or 5m');
}
