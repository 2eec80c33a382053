import type { PlannedResource } from './plan.ts';

/** Where a binding of each resource type applies: the attribute that names the resource. */
const SCOPES: Record<string, string> = {
  google_project_iam_member: 'project',
  google_service_account_iam_member: 'service_account_id',
  google_pubsub_topic_iam_member: 'topic',
  google_pubsub_subscription_iam_member: 'subscription',
  google_bigquery_table_iam_member: 'table_id',
  google_cloud_run_v2_service_iam_member: 'name',
  google_cloud_run_v2_job_iam_member: 'name',
  google_artifact_registry_repository_iam_member: 'repository',
  google_iap_web_cloud_run_service_iam_member: 'cloud_run_service_name',
};

/**
 * The only roles that may be held on a whole project: sending telemetry, running queries (which gives no data),
 * changing Cloud Run (the deployer), and reading configuration (the planner). Everything else has a smaller home.
 */
const PROJECT_ROLES = new Set([
  'roles/artifactregistry.reader',
  'roles/bigquery.jobUser',
  'roles/bigquery.metadataViewer',
  'roles/browser',
  'roles/cloudscheduler.viewer',
  'roles/iam.securityReviewer',
  'roles/iam.workloadIdentityPoolViewer',
  'roles/monitoring.metricWriter',
  'roles/monitoring.viewer',
  'roles/pubsub.viewer',
  'roles/run.developer',
  'roles/run.viewer',
  'roles/serviceusage.serviceUsageConsumer',
  'roles/serviceusage.serviceUsageViewer',
  'roles/telemetry.writer',
]);

/**
 * Every IAM binding of a plan as a line "N x kind resource role member", sorted; systems of a fleet are counted
 * together, so that the list of 50 systems is as short as that of one.
 * @throws Error on a kind of binding that is not known here, or that replaces others' bindings.
 */
export function bindingsOf(planned: readonly PlannedResource[]): string[] {
  const counts = new Map<string, number>();
  for (const { type, change, address } of planned) {
    if (!/_iam_(member|binding|policy|audit_config)$/.test(type)) continue;
    const scope = SCOPES[type];
    if (scope === undefined) throw new Error(`${address}: ${type} is no kind of binding that is checked`);
    const { role, member, ...rest } = change.after ?? {};
    const line = [type.replace(/^google_|_iam_member$/g, ''), rest[scope], role, member]
      .join(' ')
      .replaceAll(/system([-_])\d\d/g, 'system$1NN');
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${count} x ${line}`).sort();
}

/** Bindings that reach too far: primitive roles, and roles on the project that give data. */
export function tooBroad(planned: readonly PlannedResource[]): string[] {
  return planned.flatMap(({ type, change, address }) => {
    const role = String(change.after?.role ?? '');
    if (/^roles\/(owner|editor|viewer)$/.test(role)) return [`${address}: ${role} is primitive`];
    if (type === 'google_project_iam_member' && !PROJECT_ROLES.has(role)) {
      return [`${address}: ${role} on the whole project; grant it on the resource`];
    }
    return [];
  });
}
