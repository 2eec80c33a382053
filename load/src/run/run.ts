import { availableParallelism, loadavg } from 'node:os';
import { startBaseline } from '../baseline/baseline.ts';
import { MIX } from '../mix/mix.ts';
import type { Profile } from '../profiles.ts';
import { type Findings, RESULT_FORMAT, type RunResult } from '../result.ts';
import { round } from '../statistics/slices.ts';
import { answered } from '../statistics/summary.ts';
import { openSloMonitor } from '../verdict/slo-monitor.ts';
import { runApi } from './api.ts';
import type { ApiContext, RunContext } from './context.ts';
import { runIngest } from './ingest.ts';
import { measure } from './measure.ts';
import { runStress } from './stress.ts';

/** Compiled code and warm connections: what a service has after its first seconds. */
const WARM_UP_SECONDS = 5;
const WARM_UP_CONNECTIONS = 4;

/** Runs a profile against a target that is ready, and says what came of it. */
export async function runProfile(profile: Profile, given: Omit<RunContext, 'monitor'>): Promise<RunResult> {
  const { root, target, seed, say, signal } = given;
  const context: RunContext = { ...given, monitor: await openSloMonitor(root, target.endpoints.monitoring) };
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const loadAverage = round(loadavg()[0] ?? 0);
  const shedBefore = await shedCounts(context);
  const findings =
    profile.kind === 'ingest' ? await runIngest(profile, context) : await onApi(profile, context);
  const stopped = {
    what: 'it ran to its end',
    met: !signal.aborted,
    detail: signal.aborted ? 'stopped' : '',
  };
  const checks = [...findings.checks, stopped];
  say(`${profile.name} is over`);
  return {
    format: RESULT_FORMAT,
    profile: profile.name,
    about: profile.about,
    startedAt,
    seconds: round((performance.now() - startedMs) / 1000),
    seed,
    machine: { node: process.versions.node, processors: availableParallelism(), loadAverage },
    target: target.own ? 'a pipeline of its own' : target.endpoints.api,
    latencyObjectiveMs: context.monitor.latencyObjectiveMs(),
    ...findings,
    ...(profile.kind === 'ingest' ? {} : { shed: increase(shedBefore, await shedCounts(context)) }),
    checks,
    passed: checks.every(({ met }) => met),
  };
}

async function onApi(profile: Exclude<Profile, { kind: 'ingest' }>, context: RunContext): Promise<Findings> {
  const { target, monitor, say, signal } = context;
  const baseline = await startBaseline(target.endpoints.api, MIX, target.dataDir);
  try {
    say('warming up');
    const before = await monitor.mark();
    const warmUp = { mix: MIX, load: { connections: WARM_UP_CONNECTIONS, seconds: WARM_UP_SECONDS } };
    const setting = { ...warmUp, name: 'warm-up', url: target.endpoints.api, pid: undefined };
    const { samples } = await measure(setting, context);
    // What the warm-up did is not to be counted to the run because its export came late.
    await monitor.counted('api-availability', before, answered(samples), signal);
    const whole: ApiContext = { ...context, baseline };
    return profile.kind === 'stress' ? await runStress(profile, whole) : await runApi(profile, whole);
  } finally {
    await baseline.stop();
  }
}

/** Values of the label `reason`, in packages/telemetry's table. */
const REASONS = ['event_loop', 'in_flight', 'warehouse_queue', 'rate_limit'];

/** How often the API has refused so far, by reason, as it counts itself. */
async function shedCounts({ monitor }: RunContext): Promise<Map<string, number>> {
  const counts = REASONS.map(async (reason) => {
    const value = await monitor.query(`sum(api_shed_requests_total{reason="${reason}"})`);
    return [reason, value ?? 0] as const;
  });
  return new Map(await Promise.all(counts));
}

const increase = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) =>
  Object.fromEntries(
    [...after]
      .map(([reason, value]) => [reason, value - (before.get(reason) ?? 0)] as const)
      .filter(([, value]) => value > 0),
  );
