import { randomBytes } from 'node:crypto';
import express, { type Request, Router } from 'express';
import type { FastClock } from '../clock.ts';
import { RestError } from './errors.ts';
import type { Kind } from './kind.ts';
import { pageOf } from './listing.ts';
import { applyMask } from './mask.ts';
import type { Body, Resource, Resources } from './resources.ts';

/** A dashboard of a hundred tiles is some 200 kB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** The standard methods of Google's APIs for the given kinds: create, get, list, patch, delete. */
export function resourceRoutes(resources: Resources, kinds: readonly Kind[], clock: FastClock): Router {
  const router = Router();
  router.use(express.json({ limit: MAX_BODY_BYTES, type: () => true }));
  for (const kind of kinds) addKind(router, resources, kind, clock);
  return router;
}

function addKind(router: Router, resources: Resources, kind: Kind, clock: FastClock): void {
  const show = (resource: Resource): Body => kind.show?.(resource) ?? resource;
  const accept = (name: string, body: Body, before: Resource | undefined): Resource => {
    const change = { name, body: without(body, kind.serverSet), before, resources, newId };
    return { ...kind.accept({ ...change, now: new Date(clock.now()).toISOString() }), name };
  };
  const find = (request: Request): Resource => {
    const name = nameOf(request);
    const resource = resources.get(name);
    if (resource === undefined) throw new RestError(404, `Requested entity was not found: ${name}`);
    return resource;
  };

  router.post(kind.path, (request, response) => {
    if (resources.full) throw new RestError(429, 'Too many resources: delete some first');
    const id = (kind.idParameter && text(request, kind.idParameter)) || newId();
    if (!/^[\w.-]{1,63}$/.test(id))
      throw new RestError(400, `Field ${kind.idParameter} had an invalid value of "${id}".`);
    const name = `${nameOf(request)}/${id}`;
    if (resources.get(name)) throw new RestError(409, `Resource already exists: ${name}`);
    const created = accept(name, bodyOf(request), undefined);
    if (text(request, 'validateOnly') !== 'true') resources.put(created);
    response.json(show(created));
  });

  router.get(kind.path, (request, response) => {
    const { items, ...rest } = pageOf(resources.list(nameOf(request)), {
      filter: text(request, 'filter'),
      orderBy: text(request, 'orderBy'),
      pageSize: text(request, 'pageSize'),
      pageToken: text(request, 'pageToken'),
    });
    // Google's servers leave out what is empty or zero.
    response.json(
      rest.totalSize === 0 ? {} : { [kind.listKey]: items.map((item) => show(item as Resource)), ...rest },
    );
  });

  const one = router.route(`${kind.path}/:id`);
  one.get((request, response) => void response.json(show(find(request))));
  one.patch((request, response) => {
    const before = find(request);
    const mask = kind.masked ? text(request, 'updateMask') : undefined;
    const after = accept(before.name, applyMask(before, bodyOf(request), mask), before);
    if (text(request, 'validateOnly') !== 'true') resources.put(after);
    response.json(show(after));
  });
  if (!kind.deletable) return;
  one.delete((request, response) => {
    const resource = find(request);
    kind.beforeDelete?.(resource, resources, text(request, 'force') === 'true');
    resources.delete(resource.name);
    response.json({});
  });
}

/** `/projects/p/alertPolicies/1` without its first slash is the resource's name. */
const nameOf = (request: Request): string => decodeURIComponent(request.path.replace(/^\/|\/$/g, ''));

function bodyOf(request: Request): Body {
  const body: unknown = request.body;
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw new RestError(400, 'Invalid JSON payload received: expected an object.');
}

function text(request: Request, name: string): string | undefined {
  const value = request.query[name] ?? request.query[name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)];
  return typeof value === 'string' ? value : undefined;
}

const without = (body: Body, keys: readonly string[]): Body =>
  Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));

/** 19 digits, as Cloud Monitoring's. */
function newId(): string {
  const digits = randomBytes(8).readBigUInt64BE() % 9_000_000_000_000_000_000n;
  return String(1_000_000_000_000_000_000n + digits);
}
