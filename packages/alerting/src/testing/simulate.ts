import {
  createEngine,
  createMemoryStorage,
  type Engine,
  type ParsedQuery,
  parseDuration,
  type RangeResult,
} from '@flightdeck/promql';
import { createPolicyEvaluator, type PolicyEvaluator, type Query } from '../evaluator.ts';
import type { Incident } from '../incident.ts';
import { EVALUATION_GRAIN_MS } from '../limits.ts';
import type { AlertPolicy } from '../schema.ts';
import type { Sample } from '../tracker.ts';
import type { AlertTest } from './schema.ts';
import { expandSeries } from './series.ts';

export interface Simulation {
  /** Every incident that opened, in order; closed ones with their end. */
  readonly incidents: readonly Incident[];
  readonly errors: readonly unknown[];
}

const ms = (text: string) => parseDuration(text) ?? 0;

/** Runs one test's series through a policy: evaluation from 0 to the test's end at the condition's intervals. */
export function simulate(policy: AlertPolicy, test: AlertTest, defaultInterval: string): Simulation {
  const interval = test.interval ?? defaultInterval;
  const storage = createMemoryStorage();
  let endMs = 0;
  for (const written of test.input_series) {
    const { labels, points } = expandSeries(written, interval);
    points.forEach((point, i) => {
      if (point !== 'missing') storage.append(labels, i * ms(interval), point === 'stale' ? null : point);
    });
    endMs = Math.max(endMs, (points.length - 1) * ms(interval));
  }
  if (test.until !== undefined) endMs = ms(test.until);
  const snoozes = (test.snooze ?? []).map(({ from, until }) => [ms(from), ms(until)] as const);
  const isSnoozed = (at: number) => snoozes.some(([from, until]) => at >= from && at < until);
  const query = rangeQueries(createEngine({ storage }), 0, endMs);
  return runPolicy(policy, query, 0, endMs, isSnoozed);
}

/** Steps a policy from start to end (ms) and collects what happened. */
export function runPolicy(
  policy: AlertPolicy,
  query: Query,
  startMs: number,
  endMs: number,
  isSnoozed: (atMs: number) => boolean = () => false,
): Simulation {
  let n = 0;
  const evaluator: PolicyEvaluator = createPolicyEvaluator(policy, query, { newId: () => `incident-${n++}` });
  const incidents = new Map<string, Incident>();
  const errors: unknown[] = [];
  for (let now = startMs; now <= endMs; now += EVALUATION_GRAIN_MS) {
    const step = evaluator.step(now, { snoozed: isSnoozed(now) });
    for (const incident of [...step.opened, ...step.closed]) incidents.set(incident.id, incident);
    errors.push(...step.errors.map(({ error }) => error));
  }
  return { incidents: [...incidents.values()], errors };
}

/**
 * Answers instant queries on the 30 s grid from `startMs` out of one range query each: a range is the sequence
 * of its instants, and computing it at once is a hundred times cheaper.
 */
export function rangeQueries(engine: Engine, startMs: number, endMs: number): Query {
  const answers = new Map<string, readonly (readonly Sample[])[]>();
  const answer = (query: ParsedQuery): readonly (readonly Sample[])[] => {
    let known = answers.get(query.query);
    if (known === undefined) {
      known = byTime(engine.range(query, startMs, endMs, EVALUATION_GRAIN_MS), startMs);
      answers.set(query.query, known);
    }
    return known;
  };
  return (query, atMs) => answer(query)[(atMs - startMs) / EVALUATION_GRAIN_MS] ?? [];
}

function byTime({ result }: RangeResult, startMs: number): readonly (readonly Sample[])[] {
  const times: Sample[][] = [];
  for (const { labels, timestamps, values } of result)
    timestamps.forEach((timestamp, i) => {
      const at = (timestamp - startMs) / EVALUATION_GRAIN_MS;
      let samples = times[at];
      if (samples === undefined) {
        samples = [];
        times[at] = samples;
      }
      samples.push({ labels, value: values[i] as number });
    });
  return times;
}
