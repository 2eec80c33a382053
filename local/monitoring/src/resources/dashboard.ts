import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RestError } from './errors.ts';
import type { Kind } from './kind.ts';
import type { Body } from './resources.ts';
import { checkShape } from './shape.ts';

const LAYOUTS = ['mosaicLayout', 'gridLayout', 'rowLayout', 'columnLayout'] as const;

const layout = z.looseObject({}).optional();
/** The outer shape; `monitoring/dashboards` holds the closed schema of the widgets. */
const schema = z
  .strictObject({
    name: z.string().optional(),
    displayName: z.string().min(1, 'it is required'),
    etag: z.string().optional(),
    mosaicLayout: layout,
    gridLayout: layout,
    rowLayout: layout,
    columnLayout: layout,
    dashboardFilters: z.array(z.looseObject({})).optional(),
    annotations: z.looseObject({}).optional(),
    labels: z.record(z.string(), z.string()).optional(),
  })
  .check(({ value, issues }) => {
    if (LAYOUTS.filter((name) => value[name] !== undefined).length === 1) return;
    const message = `expected exactly one of ${LAYOUTS.join(', ')}`;
    issues.push({ code: 'custom', input: value, path: ['mosaicLayout'], message });
  });

/** `v1/projects/P/dashboards`: PATCH takes the whole body and the etag that was read. */
export const dashboardKind: Kind = {
  path: '/projects/:project/dashboards',
  listKey: 'dashboards',
  serverSet: ['name'],
  masked: false,
  deletable: true,
  accept: ({ body, before, name }) => {
    checkShape(schema, body, 'dashboard');
    const { etag, ...content } = body;
    if (before !== undefined) checkEtag(etag, before.etag, name);
    return { ...content, etag: etagOf(content) };
  },
};

function checkEtag(sent: unknown, current: unknown, name: string): void {
  if (sent === undefined)
    throw new RestError(400, 'Field dashboard.etag is required when a dashboard is changed.');
  if (sent !== current)
    throw new RestError(409, `${name} was changed since it was read: read it again for its etag.`);
}

const etagOf = (content: Body): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
