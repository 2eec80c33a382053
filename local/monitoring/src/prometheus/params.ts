import { parseDuration } from '@flightdeck/promql';
import type { Request } from 'express';
import { invalidParameter } from './errors.ts';

/** The parameters of a call, from the query string and, for POST, the form in the body. */
export class Params {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(request: Request) {
    const values = new Map<string, string[]>();
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    // The form wins, as in Go's http.Request.FormValue.
    for (const [name, value] of [...form, ...query]) values.set(name, [...(values.get(name) ?? []), value]);
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name)?.[0];
    return value === '' ? undefined : value;
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Unix ms of a Unix time in seconds or an RFC 3339 time. */
  time(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = DECIMAL.test(text)
      ? Math.round(Number(text) * 1000)
      : RFC3339.test(text)
        ? Date.parse(text)
        : Number.NaN;
    if (!Number.isFinite(ms)) throw invalidParameter(name, `cannot parse "${text}" to a valid timestamp`);
    return ms;
  }

  /** Milliseconds of a number of seconds or a duration such as 1h30m. */
  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = DECIMAL.test(text) ? Math.round(Number(text) * 1000) : parseDuration(text);
    if (ms === null || !Number.isFinite(ms)) {
      throw invalidParameter(name, `cannot parse "${text}" to a valid duration`);
    }
    return ms;
  }

  /** A whole number >= 0. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw invalidParameter(name, `"${text}" is no whole number`);
    return Number(text);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalidParameter(name, 'it is missing');
    return value;
  }
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
