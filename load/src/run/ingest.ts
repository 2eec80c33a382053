import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProgress } from '@flightdeck/own-pipeline';
import { type PublisherProcess, startPublisher } from '../ingest/publisher.ts';
import { reconcile } from '../ingest/reconcile.ts';
import type { IngestProfile } from '../profiles.ts';
import type { Findings, IngestPoint } from '../result.ts';
import { round } from '../statistics/slices.ts';
import { judgeBurn } from '../verdict/burn.ts';
import { NOTHING_YET } from '../verdict/slo-monitor.ts';
import type { RunContext } from './context.ts';

/** As often as the supervisor itself looks. */
const POLL_MS = 500;
/** Without one more event stored for this long, the rest is stuck. */
const STUCK_AFTER_MS = 60_000;
const INGEST_SLOS = ['ingest-freshness', 'ingest-completeness'];

/** Publishes through the publisher's own process, waits until all is stored, and asks SLOs and ledger. */
export async function runIngest(profile: IngestProfile, context: RunContext): Promise<Findings> {
  const { root, target, monitor, say, live, signal } = context;
  const { stored: storedBefore } = await readProgress(target.endpoints);
  // What was stored before is not to be counted to the run because its export came late.
  if (target.own) await monitor.counted('ingest-completeness', NOTHING_YET, storedBefore, signal);
  const since = await monitor.mark();
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const points: IngestPoint[] = [];
  const started = new Map<number, PublisherProcess>();
  const ledgers = profile.publishers.map(({ file }, index) =>
    join(target.dataDir, `ledger-${index}-${file}.ndjson`),
  );
  const confirmed = (): number =>
    [...started.values()].reduce((sum, publisher) => sum + publisher.confirmed(), 0);
  let running = profile.publishers.length;
  let changedAt = startedAt;

  for (;;) {
    for (const [index, { file, rate, afterSeconds, seconds: length }] of profile.publishers.entries()) {
      const publisher = started.get(index);
      if (publisher === undefined && seconds() >= afterSeconds && !signal.aborted) {
        say(`${file} at ${rate === 'max' ? 'full speed' : `${rate} events a second`}`);
        const setting = { root, env: target.env, file, rate, ledger: ledgers[index] ?? '' };
        const begun = startPublisher(setting, say);
        started.set(index, begun);
        void begun.ended.then(() => {
          running--;
        });
      }
      if (publisher !== undefined && (seconds() >= afterSeconds + length || signal.aborted)) publisher.stop();
    }
    const { stored: storedNow, backlog } = await readProgress(target.endpoints);
    const stored = storedNow - storedBefore;
    if (stored !== points.at(-1)?.stored) changedAt = performance.now();
    points.push({ at: points.length === 0 ? 0 : round(seconds()), confirmed: confirmed(), stored, backlog });
    live(`${Math.round(seconds())} s · ${confirmed()} confirmed · ${stored} stored · backlog ${backlog}`);
    const over = running === 0 || (signal.aborted && running <= profile.publishers.length - started.size);
    if (over && backlog === 0 && stored >= confirmed()) break;
    if (over && (signal.aborted || performance.now() - changedAt > STUCK_AFTER_MS)) break;
    await delay(POLL_MS);
  }
  const tookSeconds = seconds();

  live('waiting for the telemetry of the last events');
  const counted = await monitor.counted('ingest-completeness', since, confirmed(), signal);
  const budgets = await monitor.burned(INGEST_SLOS, since);
  const window = await monitor.windowSince(since);
  const lag = (quantile: number): Promise<number | undefined> =>
    monitor.query(
      `histogram_quantile(${quantile}, sum by (le) (rate(ingest_lag_seconds_bucket[${window}])))`,
    );
  const [lagP50, lagP99] = await Promise.all([lag(0.5), lag(0.99)]);
  const said = [];
  for (const ledger of ledgers.slice(0, started.size)) said.push(await reconcile(root, target.env, ledger));
  const allowed = monitor.allowed(profile.allows);
  return {
    checks: [
      {
        what: 'every confirmed event was counted by the SLO',
        met: counted,
        detail: `${confirmed()} confirmed, ${Math.round(budgets[1]?.events ?? 0)} counted`,
      },
      ...budgets.map((burn) => judgeBurn(burn, allowed)),
      {
        what: 'the ledger balances: nothing lost, nothing doubled',
        met: said.length > 0 && said.every(({ balances }) => balances),
        detail: said.map((one) => one.said.split('\n').at(-1)).join('; '),
      },
    ],
    budgets,
    ingest: {
      points,
      confirmed: confirmed(),
      storedPerSecond: round((points.at(-1)?.stored ?? 0) / tookSeconds),
      lagP50: lagP50 === undefined ? null : round(lagP50),
      lagP99: lagP99 === undefined ? null : round(lagP99),
    },
  };
}
