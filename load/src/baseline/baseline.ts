import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '@flightdeck/random';
import type { Endpoint } from '../mix/mix.ts';
import type { RecordedAnswer } from './bare-server.ts';

export interface Baseline {
  readonly url: string;
  stop(): Promise<void>;
}

const SERVER = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
/** The first answer after a start may take long; it only has to come. */
const ANSWER_LIMIT_MS = 30_000;

/** The mix as the baseline answers it: the same weights, a path for each endpoint. */
export const baselineMix = (mix: readonly Endpoint[]): Endpoint[] =>
  mix.map(({ name, weight }) => ({ name, weight, path: () => `/${encodeURIComponent(name)}` }));

/** Bare Express in a process of its own, answering the bytes that the API answers now. */
export async function startBaseline(
  apiUrl: string,
  mix: readonly Endpoint[],
  folder: string,
): Promise<Baseline> {
  const random = seededRandom(1);
  const answers: Record<string, RecordedAnswer> = {};
  for (const { name, path } of mix) {
    const response = await fetch(`${apiUrl}${path(random)}`, {
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const type = response.headers.get('content-type') ?? 'application/json';
    answers[name] = { status: response.status, type, body: await response.text() };
  }
  const file = join(folder, 'baseline.json');
  await writeFile(file, JSON.stringify(answers));
  const child = fork(SERVER, [file], { detached: true });
  const [port] = (await Promise.race([once(child, 'message'), failed(child)])) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function failed(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the baseline server ended with code ${code} before it listened`);
}
