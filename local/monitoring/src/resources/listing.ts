import { camelCase, RestError } from './errors.ts';
import type { Body } from './resources.ts';

export interface ListQuery {
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly pageSize?: string | undefined;
  readonly pageToken?: string | undefined;
}

export interface Page {
  readonly items: readonly Body[];
  readonly nextPageToken?: string;
  readonly totalSize: number;
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;

/**
 * Filters, orders and cuts a list. Filters are comparisons joined by AND, such as
 * `state="OPEN" AND open_time >= "2026-01-01T00:00:00Z"`: the part of Cloud Monitoring's language in which
 * its lists of alerts and policies are asked.
 * @throws RestError for a filter, order or page token that cannot be read
 */
export function pageOf(items: readonly Body[], { filter, orderBy, pageSize, pageToken }: ListQuery): Page {
  const tests = readFilter(filter);
  const found = items.filter((item) => tests.every((test) => test(item)));
  if (orderBy) found.sort(readOrder(orderBy));
  const size = Math.min(Math.max(1, Number(pageSize) || DEFAULT_PAGE), MAX_PAGE);
  const start = pageToken ? readToken(pageToken) : 0;
  const end = start + size;
  const next = end < found.length ? { nextPageToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { items: found.slice(start, end), totalSize: found.length, ...next };
}

type Test = (item: Body) => boolean;

const COMPARISON = /^([\w.]+)\s*(!=|>=|<=|=|>|<)\s*("(?:[^"\\]|\\.)*"|[\w.:+-]+)$/;

function readFilter(filter: string | undefined): Test[] {
  if (!filter?.trim()) return [];
  return filter.split(/\s+AND\s+/).map((part): Test => {
    const [, field, op, raw] = COMPARISON.exec(part.trim()) ?? [];
    if (field === undefined || op === undefined || raw === undefined) {
      const message = `Field filter had an invalid value of "${filter}": expected comparisons joined by AND.`;
      throw new RestError(400, message);
    }
    const wanted = raw.startsWith('"') ? String(JSON.parse(raw)) : raw;
    return (item) => compare(valueAt(item, field), op, wanted);
  });
}

function compare(value: unknown, op: string, wanted: string): boolean {
  const text = value === undefined ? '' : String(value);
  const [a, b] = sortable(text, wanted);
  switch (op) {
    case '=':
      return text === wanted;
    case '!=':
      return text !== wanted;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    default:
      return a <= b;
  }
}

const TIME = /^\d{4}-\d\d-\d\dT/;

/** Times compare as times: "…00Z" and "…00.000Z" are the same moment. */
function sortable(a: string, b: string): [string | number, string | number] {
  return TIME.test(a) && TIME.test(b) ? [Date.parse(a), Date.parse(b)] : [a, b];
}

function readOrder(orderBy: string): (a: Body, b: Body) => number {
  const keys = orderBy.split(',').map((part) => {
    const [, minus, field, direction] = /^\s*(-?)([\w.]+)(?:\s+(asc|desc))?\s*$/.exec(part) ?? [];
    if (field === undefined) throw new RestError(400, `Field order_by had an invalid value of "${orderBy}".`);
    return { field, sign: minus === '-' || direction === 'desc' ? -1 : 1 };
  });
  return (a, b) => {
    for (const { field, sign } of keys) {
      const [x, y] = sortable(String(valueAt(a, field) ?? ''), String(valueAt(b, field) ?? ''));
      if (x !== y) return x < y ? -sign : sign;
    }
    return 0;
  };
}

function valueAt(item: Body, field: string): unknown {
  let value: unknown = item;
  for (const part of field.split('.')) {
    const inside = value as Record<string, unknown> | undefined;
    // Keys of labels are the user's and keep their underscores.
    value = inside?.[part] ?? inside?.[camelCase(part)];
  }
  return value;
}

function readToken(token: string): number {
  const start = Number(Buffer.from(token, 'base64url').toString());
  if (Number.isSafeInteger(start) && start > 0) return start;
  throw new RestError(400, `Field page_token had an invalid value of "${token}".`);
}
