import type { Dataset } from '../engine/catalog.ts';
import { ApiError } from '../errors.ts';
import type { DatasetName } from '../googlesql/names.ts';
import { merge, withoutServerFields } from './resources.ts';
import { type Call, checkEtag, page, param, type Route } from './route.ts';
import type { Service } from './service.ts';

const DATASET_ID = /^[A-Za-z0-9_]{1,1024}$/;
const DEFAULT_PAGE = 50;

const nameOf = (call: Call): DatasetName => ({
  project: param(call, 'project'),
  dataset: param(call, 'dataset'),
});

function show({ name, resource }: Dataset): object {
  return {
    kind: 'bigquery#dataset',
    id: `${name.project}:${name.dataset}`,
    selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${name.project}/datasets/${name.dataset}`,
    datasetReference: { projectId: name.project, datasetId: name.dataset },
    location: 'US',
    type: 'DEFAULT',
    ...resource,
  };
}

/** BigQuery's own list, given when none is set. */
const DEFAULT_ACCESS = [
  { role: 'WRITER', specialGroup: 'projectWriters' },
  { role: 'OWNER', specialGroup: 'projectOwners' },
  { role: 'READER', specialGroup: 'projectReaders' },
];

async function change(service: Service, call: Call, replace: boolean): Promise<object> {
  const before = service.engine.catalog.dataset(nameOf(call));
  checkEtag(call, before.resource.etag);
  const body = replace
    ? withoutServerFields(call.body)
    : merge(before.resource, withoutServerFields(call.body));
  return show(await service.engine.catalog.putDataset(before.name, { access: DEFAULT_ACCESS, ...body }));
}

export const datasetRoutes: readonly Route[] = [
  {
    verb: 'post',
    path: '/projects/:project/datasets',
    method: 'datasets.insert',
    handle: async ({ engine }, call) => {
      const reference = (call.body.datasetReference ?? {}) as { datasetId?: string; projectId?: string };
      const dataset = reference.datasetId ?? '';
      if (!DATASET_ID.test(dataset)) {
        throw new ApiError(
          'invalid',
          `Invalid dataset ID "${dataset}". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.`,
        );
      }
      const name = { project: param(call, 'project'), dataset };
      if (engine.catalog.hasDataset(name))
        throw new ApiError('duplicate', `Already Exists: Dataset ${name.project}:${dataset}`);
      return show(
        await engine.catalog.putDataset(name, { access: DEFAULT_ACCESS, ...withoutServerFields(call.body) }),
      );
    },
  },
  {
    verb: 'get',
    path: '/projects/:project/datasets',
    method: 'datasets.list',
    handle: ({ engine }, call) => {
      const { items, nextPageToken } = page(
        engine.catalog.datasets(param(call, 'project')),
        call,
        DEFAULT_PAGE,
      );
      return {
        kind: 'bigquery#datasetList',
        etag: 'list',
        datasets: items.map(({ name, resource }) => ({
          kind: 'bigquery#dataset',
          id: `${name.project}:${name.dataset}`,
          datasetReference: { projectId: name.project, datasetId: name.dataset },
          location: resource.location ?? 'US',
          ...(resource.labels === undefined ? {} : { labels: resource.labels }),
          ...(resource.friendlyName === undefined ? {} : { friendlyName: resource.friendlyName }),
        })),
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      };
    },
  },
  {
    verb: 'get',
    path: '/projects/:project/datasets/:dataset',
    method: 'datasets.get',
    handle: ({ engine }, call) => show(engine.catalog.dataset(nameOf(call))),
  },
  {
    verb: 'patch',
    path: '/projects/:project/datasets/:dataset',
    method: 'datasets.patch',
    handle: (service, call) => change(service, call, false),
  },
  {
    verb: 'put',
    path: '/projects/:project/datasets/:dataset',
    method: 'datasets.update',
    handle: (service, call) => change(service, call, true),
  },
  {
    verb: 'delete',
    path: '/projects/:project/datasets/:dataset',
    method: 'datasets.delete',
    handle: async ({ engine }, call) => {
      const before = engine.catalog.dataset(nameOf(call));
      checkEtag(call, before.resource.etag);
      await engine.catalog.dropDataset(before.name, call.params.deleteContents === 'true');
      return undefined;
    },
  },
];
