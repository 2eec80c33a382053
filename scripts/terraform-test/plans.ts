import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bindingsOf, tooBroad } from './bindings.ts';
import { ofType, type PlannedResource, type TestRun } from './plan.ts';
import { type Result, verdict } from './report.ts';
import { compareShipped } from './shipped.ts';

/** The run of an environment's tests that plans it as it would be deployed. */
const WHOLE_PLAN = 'plan';

/** What each environment has to hold: resources of a type. */
const COUNTS: Record<string, Record<string, number>> = {
  'envs/dev': { google_cloud_run_v2_service: 1, google_cloud_run_v2_worker_pool: 1, google_pubsub_topic: 2 },
  'envs/prod': { google_cloud_run_v2_service: 1, google_cloud_run_v2_worker_pool: 1, google_pubsub_topic: 2 },
  'envs/fleet-50': {
    google_cloud_run_v2_service: 50,
    google_cloud_run_v2_worker_pool: 50,
    google_cloud_run_v2_job: 50,
    google_cloud_scheduler_job: 50,
    google_bigquery_dataset: 50,
    google_pubsub_topic: 100,
    google_pubsub_subscription: 100,
    google_monitoring_dashboard: 1,
  },
};

/** Checks an environment's plan against the repository's files, its list of bindings and its counts. */
export function checkPlan(
  repository: string,
  label: string,
  runs: readonly TestRun[],
  update: boolean,
): Result[] {
  const planned = runs.find(({ run }) => run === WHOLE_PLAN)?.planned ?? [];
  if (planned.length === 0) return [verdict(label, 'plan', [`no run "${WHOLE_PLAN}" planned anything`])];
  const dashboards = label === 'envs/fleet-50' ? ['fleet'] : undefined;
  return [
    verdict(
      label,
      'shipped',
      compareShipped(path.join(repository, 'monitoring'), planned, 'none', dashboards),
    ),
    verdict(label, 'iam', compareBindings(path.join(repository, 'terraform', label), planned, update)),
    verdict(label, 'least privilege', tooBroad(planned)),
    verdict(label, 'retention', keptForEver(planned)),
    verdict(label, 'counts', compareCounts(COUNTS[label] ?? {}, planned)),
  ];
}

/** The module's own plans of the repository's files, with names as they are and with the archived exporter's. */
export function checkMonitoringModule(repository: string, label: string, runs: readonly TestRun[]): Result[] {
  const monitoring = path.join(repository, 'monitoring');
  const planned = (name: string) => runs.find(({ run }) => run === name)?.planned ?? [];
  return [
    verdict(label, 'shipped', [
      ...compareShipped(monitoring, planned('ships_the_repository'), 'none'),
      ...compareShipped(
        monitoring,
        planned('ships_the_repository_for_the_archived_exporter'),
        'workload-prefix',
      ),
    ]),
  ];
}

function compareBindings(directory: string, planned: readonly PlannedResource[], update: boolean): string[] {
  const file = path.join(directory, 'tests', 'iam.txt');
  const bindings = bindingsOf(planned);
  if (update) writeFileSync(file, `${bindings.join('\n')}\n`);
  const wanted = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return [
    ...bindings.filter((line) => !wanted.includes(line)).map((line) => `not in tests/iam.txt: ${line}`),
    ...wanted.filter((line) => !bindings.includes(line)).map((line) => `not in the plan: ${line}`),
  ];
}

/** Tables of events without a bound on what is kept, and so on what a query scans and costs. */
function keptForEver(planned: readonly PlannedResource[]): string[] {
  const tables = ofType(planned, 'google_bigquery_table').filter(
    ({ change }) => partitioning(change.after) !== undefined,
  );
  if (tables.length === 0) return ['no partitioned table is planned'];
  return tables
    .filter(({ change }) => partitioning(change.after)?.expiration_ms == null)
    .map(({ address }) => `${address} keeps events for ever: set retention_days`);
}

const partitioning = (values: PlannedResource['change']['after']): { expiration_ms?: unknown } | undefined =>
  (values?.['time_partitioning'] as { expiration_ms?: unknown }[] | undefined)?.[0];

function compareCounts(counts: Record<string, number>, planned: readonly PlannedResource[]): string[] {
  return Object.entries(counts)
    .map(([type, wanted]) => ({ type, wanted, got: ofType(planned, type).length }))
    .filter(({ wanted, got }) => wanted !== got)
    .map(({ type, wanted, got }) => `${got} ${type} instead of ${wanted}`);
}
