import { formatDuration, lookbackOf, ParseError, parse, typeOf } from '@flightdeck/promql';
import { dialectFaults } from './dialect.ts';
import { MINUTE_MS, parseSeconds } from './duration.ts';
import {
  AUTO_CLOSE_MAX_MS,
  AUTO_CLOSE_MIN_MS,
  EVALUATION_GRAIN_MS,
  MAX_LOOKBACK_MS,
  MAX_LOOKBACK_WITH_DURATION_MS,
  RENOTIFY_MAX_MS,
  RENOTIFY_MIN_MS,
  shortestIntervalMs,
} from './limits.ts';
import { type AlertCondition, type AlertPolicy, alertPolicySchema } from './schema.ts';

/** One thing wrong with a document: where, what, and what to do. */
export interface Fault {
  /** Path into the document, as Cloud Monitoring writes it: `conditions[0].displayName`. */
  readonly field: string;
  readonly message: string;
}

/** A document that Cloud Monitoring would not take, with all of its faults. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

/**
 * Reads an AlertPolicy document and checks it against Cloud Monitoring's limits.
 * @throws {PolicyError} with every fault found
 */
export function parsePolicy(document: unknown): AlertPolicy {
  const read = alertPolicySchema.safeParse(document);
  if (!read.success)
    throw new PolicyError(
      read.error.issues.map(({ path, message }) => ({ field: showPath(path), message: hint(path, message) })),
    );
  const faults = [...strategyFaults(read.data), ...read.data.conditions.flatMap(conditionFaults)];
  if (faults.length > 0) throw new PolicyError(faults);
  return read.data;
}

function showPath(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'alert_policy';
}

function hint(path: readonly PropertyKey[], message: string): string {
  return path.at(-1) === 'conditionPrometheusQueryLanguage'
    ? `${message}; only PromQL conditions are evaluated here`
    : message;
}

function within(field: string, text: string | undefined, leastMs: number, mostMs: number): Fault[] {
  const ms = text === undefined ? null : parseSeconds(text);
  if (ms === null || (ms >= leastMs && ms <= mostMs)) return [];
  const bounds = `between "${leastMs / 1000}s" and "${mostMs / 1000}s"`;
  return [{ field, message: `is "${text}", must be ${bounds}` }];
}

function strategyFaults({ alertStrategy }: AlertPolicy): Fault[] {
  const renotify = alertStrategy?.notificationChannelStrategy ?? [];
  return [
    ...within('alertStrategy.autoClose', alertStrategy?.autoClose, AUTO_CLOSE_MIN_MS, AUTO_CLOSE_MAX_MS),
    ...renotify.flatMap(({ renotifyInterval }, i) =>
      within(
        `alertStrategy.notificationChannelStrategy[${i}].renotifyInterval`,
        renotifyInterval,
        RENOTIFY_MIN_MS,
        RENOTIFY_MAX_MS,
      ),
    ),
  ];
}

function conditionFaults(condition: AlertCondition, i: number): Fault[] {
  const promql = condition.conditionPrometheusQueryLanguage;
  const field = (name: string) => `conditions[${i}].conditionPrometheusQueryLanguage.${name}`;
  const faults: Fault[] = [];
  const add = (name: string, message: string) => faults.push({ field: field(name), message });

  const durationMs = parseSeconds(promql.duration ?? '0s') ?? 0;
  if (durationMs % MINUTE_MS !== 0)
    add('duration', `is "${promql.duration}", must be whole minutes such as "120s"`);
  const intervalMs = parseSeconds(promql.evaluationInterval ?? '');
  if (intervalMs !== null && (intervalMs <= 0 || intervalMs % EVALUATION_GRAIN_MS !== 0))
    add('evaluationInterval', `is "${promql.evaluationInterval}", must be a multiple of "30s"`);

  const expr = tryParse(promql.query, (message) => add('query', message));
  if (expr === null) return faults;
  if (typeOf(expr) !== 'vector')
    add('query', `yields a ${typeOf(expr)}; a condition needs an instant vector`);
  for (const message of dialectFaults(expr)) add('query', message);
  const lookbackMs = lookbackOf(expr);
  const lookback = `the query looks back ${formatDuration(lookbackMs)}`;
  if (lookbackMs > MAX_LOOKBACK_MS) add('query', `${lookback}; the limit is two years`);
  const shortest = shortestIntervalMs(lookbackMs);
  if (intervalMs !== null && intervalMs < shortest)
    add('evaluationInterval', `${lookback}, so it must be at least "${shortest / 1000}s", or be left out`);
  if (durationMs > 0 && lookbackMs > MAX_LOOKBACK_WITH_DURATION_MS)
    add('duration', `${lookback}; beyond 25h a condition takes no duration: leave it out`);
  return faults;
}

function tryParse(query: string, fail: (message: string) => void) {
  try {
    return parse(query);
  } catch (error) {
    if (!(error instanceof ParseError) && (error as Error).name !== 'ParseError') throw error;
    fail((error as Error).message);
    return null;
  }
}
