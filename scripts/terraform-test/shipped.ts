import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { METRIC_NAME, parse, selectorsOf } from '@flightdeck/promql';
import { parse as parseYaml } from 'yaml';
import { ofType, type PlannedResource } from './plan.ts';

/** How a shipped text may differ from its file. */
export type Rewrite = 'none' | 'workload-prefix';

interface PolicyFile {
  displayName: string;
  conditions: { conditionPrometheusQueryLanguage: { query: string } }[];
}
interface PlannedPolicy {
  display_name: string;
  conditions: { condition_prometheus_query_language: { query: string }[] }[];
}

/** Google's own metrics keep their names whatever exporter the apps use. */
const OF_GOOGLE = /^[a-z]+_googleapis_com:/;
const WORKLOAD = 'workload_googleapis_com:';

/** Where every policy, dashboard and SLO file is missing from a plan, or its queries differ from the file's. */
export function compareShipped(
  monitoring: string,
  planned: readonly PlannedResource[],
  rewrite: Rewrite,
  dashboards?: readonly string[],
): string[] {
  return [
    ...comparePolicies(monitoring, planned, rewrite),
    ...compareDashboards(monitoring, planned, rewrite, dashboards),
    ...compareSlos(monitoring, planned),
  ];
}

function comparePolicies(
  monitoring: string,
  planned: readonly PlannedResource[],
  rewrite: Rewrite,
): string[] {
  const policies = ofType(planned, 'google_monitoring_alert_policy');
  const files = filesOf(monitoring, 'alert-policies', '.yaml');
  const faults = difference('alert policy', [...files.keys()], policies.map(keyOf));
  for (const policy of policies) {
    const text = files.get(keyOf(policy));
    if (text === undefined) continue;
    const file = parseYaml(text) as PolicyFile;
    const after = policy.change.after as unknown as PlannedPolicy;
    const wanted = file.conditions.map((condition) => condition.conditionPrometheusQueryLanguage.query);
    const got = after.conditions.flatMap((condition) =>
      condition.condition_prometheus_query_language.map(({ query }) => query),
    );
    if (after.display_name !== file.displayName) faults.push(`${policy.address}: display name differs`);
    faults.push(...compareQueries(policy.address, wanted, got, rewrite));
  }
  return faults;
}

function compareDashboards(
  monitoring: string,
  planned: readonly PlannedResource[],
  rewrite: Rewrite,
  only?: readonly string[],
): string[] {
  const resources = ofType(planned, 'google_monitoring_dashboard');
  const files = filesOf(monitoring, 'dashboards', '.json');
  const wantedNames = [...files.keys()].filter((name) => only === undefined || only.includes(name));
  const faults = difference('dashboard', wantedNames, resources.map(keyOf));
  for (const dashboard of resources) {
    const text = files.get(keyOf(dashboard));
    if (text === undefined) continue;
    const got = queriesOf(JSON.parse(String(dashboard.change.after?.dashboard_json)));
    faults.push(...compareQueries(dashboard.address, queriesOf(JSON.parse(text)), got, rewrite));
  }
  return faults;
}

function compareSlos(monitoring: string, planned: readonly PlannedResource[]): string[] {
  const resources = ofType(planned, 'google_monitoring_slo');
  const files = filesOf(monitoring, 'slos/native', '.json');
  const faults = difference('SLO', [...files.keys()], resources.map(keyOf));
  for (const slo of resources) {
    const file = JSON.parse(files.get(keyOf(slo)) ?? '{}') as { goal?: number };
    if (slo.change.after?.goal !== file.goal) faults.push(`${slo.address}: the goal is not the file's`);
  }
  return faults;
}

function compareQueries(
  address: string,
  wanted: readonly string[],
  got: readonly string[],
  rewrite: Rewrite,
): string[] {
  if (wanted.length !== got.length) return [`${address}: ${got.length} queries instead of ${wanted.length}`];
  return got.flatMap((query, index) => {
    const file = wanted[index] as string;
    if (rewrite === 'none')
      return query === file ? [] : [`${address}: query differs from the file's:\n${query}`];
    return comparePrefixed(address, file, query);
  });
}

/** Each selector of a metric of ours carries the prefix; everything else is the file's text. */
function comparePrefixed(address: string, file: string, query: string): string[] {
  if (query.replaceAll(WORKLOAD, '') !== file)
    return [`${address}: more than metric names differ:\n${query}`];
  const wanted = metricsOf(file).map((name) => (OF_GOOGLE.test(name) ? name : `${WORKLOAD}${name}`));
  const got = metricsOf(query);
  const prefixes = query.split(WORKLOAD).length - 1;
  const selectors = wanted.filter((name) => name.startsWith(WORKLOAD)).length;
  return wanted.join() === got.join() && prefixes === selectors
    ? []
    : [`${address}: reads ${got.join(', ')} with ${prefixes} prefixes instead of ${wanted.join(', ')}`];
}

/** The metric of every selector, in order. A dashboard's placeholder stands where any duration may. */
function metricsOf(query: string): string[] {
  return selectorsOf(parse(query.replaceAll(/\$\{[^}]+\}/g, '1m'))).map(
    ({ matchers }) => matchers.find(({ name, op }) => name === METRIC_NAME && op === '=')?.value ?? '',
  );
}

/** Every `prometheusQuery` of a dashboard, in the order of the text. */
function queriesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(queriesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'prometheusQuery' ? [String(inner)] : queriesOf(inner),
  );
}

function filesOf(monitoring: string, folder: string, ending: string): Map<string, string> {
  const directory = path.join(monitoring, folder);
  const names = readdirSync(directory).filter((name) => name.endsWith(ending));
  return new Map(
    names.map((name) => [name.slice(0, -ending.length), readFileSync(path.join(directory, name), 'utf8')]),
  );
}

/** `this["slo-canary-page"]` of an address. */
function keyOf({ address }: PlannedResource): string {
  return /\["([^"]+)"\]$/.exec(address)?.[1] ?? address;
}

function difference(what: string, wanted: readonly string[], got: readonly string[]): string[] {
  return [
    ...wanted.filter((name) => !got.includes(name)).map((name) => `${what} ${name} is not in the plan`),
    ...got.filter((name) => !wanted.includes(name)).map((name) => `${what} ${name} has no file`),
  ];
}
