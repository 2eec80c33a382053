import { execFile } from 'node:child_process';
import type { Provider } from '../document/schema.ts';
import type { Output } from './journal.ts';

/** What an activity runs in. */
export interface Surroundings {
  readonly signal: AbortSignal;
  /** The environment of processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Calls or starts what an activity names. @throws Error when it cannot be reached or does not end in time */
export function callProvider(provider: Provider, surroundings: Surroundings): Promise<Output> {
  return provider.type === 'http' ? callHttp(provider, surroundings) : runProcess(provider, surroundings);
}

type Http = Extract<Provider, { type: 'http' }>;
type Process = Extract<Provider, { type: 'process' }>;

async function callHttp(
  { url, method, headers, arguments: args, timeout }: Http,
  { signal }: Surroundings,
): Promise<Output> {
  const query = method === 'GET' && args ? `?${new URLSearchParams(textOf(args))}` : '';
  const response = await fetch(`${url}${query}`, {
    method,
    headers,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]),
    ...(method === 'GET' || args === undefined ? {} : { body: JSON.stringify(args) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.split(';')[0] === 'application/json';
  return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text };
}

const textOf = (args: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)]));

/** Output kept of a process: enough to read what went wrong. */
const MAX_OUTPUT_BYTES = 1_000_000;

function runProcess(
  { path, arguments: args, timeout }: Process,
  { signal, env }: Surroundings,
): Promise<Output> {
  const argv = typeof args === 'string' ? args.split(/\s+/).filter((word) => word !== '') : args;
  return new Promise((resolve, reject) => {
    execFile(
      path,
      argv,
      { timeout: timeout * 1000, signal, env, maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ status: code, stdout, stderr });
        else reject(error);
      },
    );
  });
}
