import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

const REQUEST_TIMEOUT_MS = 10_000;

/** The list endpoint of one kind of resource and the field of its answer that holds the items. */
interface Collection {
  readonly path: string;
  readonly field: string;
}

type Resource = Record<string, unknown> & { displayName: string; name?: string };

/**
 * Creates or updates in Cloud Monitoring's REST API what the committed files say, as Terraform's provider
 * would. Resources are matched by display name.
 */
export async function provisionMonitoring(base: string, project: string, root: string): Promise<number> {
  const policies = await readAll(root, 'monitoring/alert-policies/*.yaml');
  const dashboards = await readAll(root, 'monitoring/dashboards/*.json');
  const services = await readAll(root, 'monitoring/slos/native/*.json');
  await apply(base, { path: `/v3/projects/${project}/alertPolicies`, field: 'alertPolicies' }, policies);
  await apply(base, { path: `/v1/projects/${project}/dashboards`, field: 'dashboards' }, dashboards);
  for (const { file, resource } of services) await applyService(base, project, file, resource);
  return policies.length + dashboards.length + services.length;
}

interface FromFile {
  readonly file: string;
  readonly resource: Resource;
}

async function readAll(root: string, pattern: string): Promise<FromFile[]> {
  const files: FromFile[] = [];
  for await (const path of glob(pattern, { cwd: root })) {
    const text = await readFile(join(root, path), 'utf8');
    files.push({ file: basename(path).replace(/\.\w+$/, ''), resource: parse(text) as Resource });
  }
  return files.sort((a, b) => a.file.localeCompare(b.file));
}

async function apply(base: string, { path, field }: Collection, wanted: readonly FromFile[]): Promise<void> {
  const listed = (await call(base, 'GET', `${path}?pageSize=500`)) as Record<string, Resource[] | undefined>;
  const present = new Map((listed[field] ?? []).map((resource) => [resource.displayName, resource]));
  for (const { resource } of wanted) {
    const there = present.get(resource.displayName);
    const version = path.slice(0, 3);
    if (there?.name === undefined) await call(base, 'POST', path, resource);
    else {
      const etag = there['etag'] === undefined ? {} : { etag: there['etag'] };
      await call(base, 'PATCH', `${version}/${there.name}`, { ...resource, name: there.name, ...etag });
    }
  }
}

/** A native SLO hangs under a service; both take their ID from the file's name. */
async function applyService(base: string, project: string, id: string, slo: Resource): Promise<void> {
  const services = `/v3/projects/${project}/services`;
  await createUnlessPresent(base, `${services}?serviceId=${id}`, { displayName: id, custom: {} });
  await createUnlessPresent(
    base,
    `${services}/${id}/serviceLevelObjectives?serviceLevelObjectiveId=${id}`,
    slo,
  );
}

async function createUnlessPresent(base: string, path: string, body: unknown): Promise<void> {
  const response = await request(base, 'POST', path, body);
  if (response.ok || response.status === 409) return;
  throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
}

async function call(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await request(base, method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function request(base: string, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${base}${path}`, {
    method,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}
