import { setTimeout as sleep } from 'node:timers/promises';

export interface Webhook {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export interface Attempt {
  readonly ok: boolean;
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
}

/** Longest wait for a receiver, in ms. */
const TIMEOUT_MS = 10_000;
/** Waits between attempts, in ms: a receiver that restarts is back within them. */
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000];

/**
 * Posts a payload, again on errors that may pass (no answer, 408, 429, 5xx).
 * @param signal ends the attempts
 * @returns all attempts, the last one last
 */
export async function deliver(webhook: Webhook, payload: object, signal: AbortSignal): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const body = JSON.stringify(payload);
  for (const wait of [0, ...BACKOFF_MS]) {
    if (wait > 0) await sleep(wait, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) break;
    const attempt = await post(webhook, body, signal);
    attempts.push(attempt);
    if (attempt.ok || !mayPass(attempt.status)) break;
  }
  return attempts;
}

async function post(
  { url, username, password }: Webhook,
  body: string,
  signal: AbortSignal,
): Promise<Attempt> {
  const send = (headers: Record<string, string>): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  try {
    let response = await send({});
    // As Cloud Monitoring does: credentials go out only to a server that asked for them.
    if (response.status === 401 && username !== undefined && response.headers.has('www-authenticate')) {
      const credentials = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
      await response.body?.cancel();
      response = await send({ authorization: `Basic ${credentials}` });
    }
    await response.body?.cancel();
    return {
      ok: response.ok,
      status: response.status,
      error: response.ok ? null : `status ${response.status}`,
    };
  } catch (error) {
    return { ok: false, status: null, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The one place that tells a passing failure from a permanent one. */
const mayPass = (status: number | null): boolean =>
  status === null || status === 408 || status === 429 || status >= 500;
