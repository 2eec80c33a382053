/** An answer that is not usable, in words for the person on call. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const TIMEOUT_MS = 20_000;

/** Fetches JSON of this origin. @throws RequestError naming the path and what was answered */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { method: 'GET' }, signal);
}

/** Asks this origin for anything; the answer is JSON. @throws RequestError naming the path and what was answered */
export async function send<T>(path: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  const limits = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])];
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.any(limits) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RequestError(`${path} does not answer`, 0, { cause });
  }
  if (response.ok) return (await response.json()) as T;
  throw new RequestError(await reason(response, path), response.status);
}

/** The message in Google's, Prometheus' or our own error body, else the status. */
async function reason(response: Response, path: string): Promise<string> {
  try {
    const { error } = (await response.json()) as { error?: string | { message?: string } };
    const message = typeof error === 'string' ? error : error?.message;
    if (message) return message;
  } catch {
    // Not JSON: the status says all there is.
  }
  return `${path}: ${response.status} ${response.statusText}`;
}
