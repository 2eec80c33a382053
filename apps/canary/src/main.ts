import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { startTelemetry, type Telemetry } from '@flightdeck/telemetry';
import { SpanStatusCode } from '@opentelemetry/api';
import { createAuthorization } from './authorization.ts';
import { canaryEvent } from './canary-event.ts';
import { readCanaryConfig } from './config.ts';
import { createLookFor } from './look-for.ts';
import { readOptions } from './options.ts';
import { type Outcome, type ProbeResult, type ProbeSettings, probe } from './probe.ts';
import { createPublisher } from './publish.ts';
import { repeat } from './repeat.ts';

// Cloud Run kills 10 s after SIGTERM.
const SHUTDOWN_DEADLINE_MS = 9_000;
// Cloud Monitoring takes one point per series in 5 s; a second one sooner is dropped.
const POINTS_APART_MS = 5_000;
const OUTCOMES: readonly Outcome[] = ['success', 'timeout', 'error'];

async function main(): Promise<number> {
  const { everyMs } = readOptions(process.argv.slice(2));
  const config = readCanaryConfig(process.env);
  const telemetry = startTelemetry({ service: 'canary', env: process.env });
  const publisher = createPublisher(config.GOOGLE_CLOUD_PROJECT, config.PUBSUB_TOPIC, telemetry.tracer);
  const settings: ProbeSettings = {
    publish: publisher.publish,
    lookFor: createLookFor({
      apiUrl: config.API_URL,
      authorization: createAuthorization(config.API_AUDIENCE),
    }),
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
    nowMs: () => performance.now(),
    deadline: () => AbortSignal.timeout(config.PROBE_TIMEOUT_MS),
    newEvent: () => canaryEvent(`canary-${randomUUID()}`, Date.now()),
  };
  const stop = new AbortController();
  stopSignal().then(
    (name) => stop.abort(new Error(`stopped by ${name}`)),
    () => {},
  );
  // A counter that starts at one shows no increase: the zero must have been there before.
  for (const outcome of OUTCOMES) telemetry.instruments.canaryProbes.add(0, { outcome });

  let failures = 0;
  const once = async (signal: AbortSignal): Promise<void> => {
    const result = await traced(telemetry, () => probe(settings, signal)).catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown;
    });
    if (result === undefined) return;
    if (result.outcome !== 'success') failures++;
    record(telemetry, result);
  };
  try {
    if (everyMs === undefined) await withZeroFirst(telemetry, () => once(stop.signal));
    else await repeat(once, everyMs, stop.signal);
  } finally {
    await shutdownInOrder(
      [
        { name: 'close publisher', run: () => publisher.close() },
        { name: 'flush telemetry', run: () => telemetry.shutdown() },
      ],
      SHUTDOWN_DEADLINE_MS,
    );
  }
  return everyMs === undefined && failures > 0 ? 1 : 0;
}

/** A single run exports twice, so that the zero and the outcome are two points of one series. */
async function withZeroFirst(telemetry: Telemetry, run: () => Promise<void>): Promise<void> {
  await telemetry.flush();
  await Promise.all([run(), setTimeout(POINTS_APART_MS)]);
}

function record({ instruments, logger }: Telemetry, result: ProbeResult): void {
  const { outcome, seconds, eventId, error } = result;
  instruments.canaryProbes.add(1, { outcome });
  instruments.canaryRoundtrip.record(seconds, { outcome });
  const fields = { outcome, seconds, event_id: eventId, ...(error === undefined ? {} : { err: error }) };
  if (outcome === 'success') logger.info(fields, 'probe');
  else logger.error(fields, 'probe');
}

/** The root of the trace that leads from publish to stored row, and from GET to query. */
function traced({ tracer }: Telemetry, run: () => Promise<ProbeResult>): Promise<ProbeResult> {
  return tracer.startActiveSpan('canary probe', async (span) => {
    try {
      const result = await run();
      span.setAttributes({ 'flightdeck.event_id': result.eventId, 'flightdeck.outcome': result.outcome });
      if (result.outcome !== 'success') span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } finally {
      span.end();
    }
  });
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    process.stderr.write(`canary: ${toError(thrown).message}\n`);
    process.exit(1);
  },
);
