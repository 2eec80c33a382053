const TIMEOUT_MS = 10_000;

/** @throws Error naming the address and what was answered */
export async function getJson<T>(url: string, timeoutMs = TIMEOUT_MS): Promise<T> {
  return (await request('GET', url, timeoutMs)).json() as Promise<T>;
}

export async function post(url: string): Promise<void> {
  await (await request('POST', url)).arrayBuffer();
}

async function request(method: string, url: string, timeoutMs = TIMEOUT_MS): Promise<Response> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(timeoutMs) }).catch(
    (thrown: Error) => {
      const { message } = thrown.cause instanceof Error ? thrown.cause : thrown;
      throw new Error(`${method} ${url}: ${message}`, { cause: thrown });
    },
  );
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
