import { useLocation } from 'preact-iso';
import { dataNow } from './live.ts';
import { type Range, rangeParams, readRange, type Window, windowOf } from './range.ts';

export interface Page {
  /** Whether somebody chose the range; else a page may show what fits it best. */
  readonly chosen: boolean;
  readonly range: Range;
  readonly window: Window;
  /** The address of a page that keeps the range. */
  readonly href: (path: string, params?: Readonly<Record<string, string | undefined>>) => string;
  readonly setRange: (range: Range) => void;
  /** Zooms to a span of time, in Unix seconds. */
  readonly select: (from: number, to: number) => void;
  readonly params: Readonly<Record<string, string>>;
  readonly setParams: (params: Readonly<Record<string, string | undefined>>) => void;
}

/** The state of the page, all of which is in its address. */
export function usePage(): Page {
  const { path, query, route } = useLocation();
  const range = readRange(query);
  const { range: _range, from: _from, to: _to, ...params } = query;
  const go = (next: Range, own: Readonly<Record<string, string | undefined>>): void =>
    route(address(path, { ...own, ...rangeParams(next) }), true);
  return {
    chosen: query.range !== undefined || query.from !== undefined,
    range,
    window: windowOf(range, dataNow.value),
    params,
    href: (target, own = {}) => address(target, { ...rangeParams(range), ...own }),
    setRange: (next) => go(next, params),
    select: (from, to) => go({ kind: 'fixed', from: Math.floor(from), to: Math.ceil(to) }, params),
    setParams: (own) => go(range, own),
  };
}

function address(path: string, params: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(given).toString();
  return search === '' ? path : `${path}?${search}`;
}
