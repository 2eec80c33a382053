import { setTimeout } from 'node:timers/promises';

/** What a candidate has to answer before it gets a single request of a user. */
const PATHS = ['/readyz', '/openapi.json', '/v1/systems', '/v1/flights?page_size=1'];
const TIMEOUT_MS = 10_000;
/** A first instance may be starting still. */
const ATTEMPTS = 10;
const PAUSE_MS = 3_000;

/** @throws Error naming the path that never answered 200 */
export async function smoke(
  url: string,
  token: string | undefined,
  sleep: (ms: number) => Promise<unknown> = setTimeout,
): Promise<void> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  for (const path of PATHS) {
    let last = '';
    for (let attempt = 1; ; attempt++) {
      last = await statusOf(`${url}${path}`, headers);
      if (last === '200') break;
      if (attempt === ATTEMPTS) throw new Error(`smoke test: ${path} answered ${last}`);
      await sleep(PAUSE_MS);
    }
  }
}

async function statusOf(url: string, headers: Record<string, string>): Promise<string> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return String(response.status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
