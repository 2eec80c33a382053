import { randomUUID } from 'node:crypto';
import { ApiError, type ErrorProto, toApiError } from '../errors.ts';
import type { Outcome } from './execute.ts';

export interface Job {
  readonly project: string;
  readonly id: string;
  readonly location: string;
  readonly configuration: Record<string, unknown>;
  readonly createdMs: number;
  startedMs?: number;
  endedMs?: number;
  error?: ApiError;
  /** What was met on the way, where it is more than `error`. */
  errors?: ErrorProto[];
  outcome?: Outcome;
  bytesProcessed: number;
  /** Set for load jobs. */
  loadStatistics?: Record<string, string>;
  readonly abort: AbortController;
  /** Settles when the job is done, never rejects. */
  done: Promise<void>;
}

export interface JobRegistry {
  start(options: StartOptions): Job;
  get(project: string, id: string): Job;
  list(project: string): Job[];
  delete(project: string, id: string): void;
  /** Stops all running jobs. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly project: string;
  readonly id?: string | undefined;
  readonly configuration: Record<string, unknown>;
  /** Milliseconds after which the job is stopped by itself. */
  readonly timeoutMs?: number | undefined;
  readonly run: (job: Job) => Promise<void>;
}

/** Jobs and results kept for paging; the oldest done go first. BigQuery keeps them for a day or more. */
const MAX_JOBS = 1000;
/** Characters of result rows kept for all jobs together. */
const MAX_RESULT_CHARACTERS = 256 * 1024 * 1024;

export function createJobRegistry(now: () => number): JobRegistry {
  const jobs = new Map<string, Job>();
  const sizes = new Map<string, number>();
  const key = (project: string, id: string): string => `${project}:${id}`;

  const forget = (name: string): void => {
    jobs.delete(name);
    sizes.delete(name);
  };
  const evict = (keep: string): void => {
    let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const [name, job] of jobs) {
      if (jobs.size <= MAX_JOBS && total <= MAX_RESULT_CHARACTERS) return;
      if (name === keep || job.endedMs === undefined) continue;
      total -= sizes.get(name) ?? 0;
      forget(name);
    }
  };

  const start: JobRegistry['start'] = (options) => {
    const id = options.id ?? `job_${randomUUID()}`;
    const name = key(options.project, id);
    if (jobs.has(name)) throw new ApiError('duplicate', `Already Exists: Job ${name}`);
    const job: Job = {
      project: options.project,
      id,
      location: 'US',
      configuration: options.configuration,
      createdMs: now(),
      bytesProcessed: 0,
      abort: new AbortController(),
      done: Promise.resolve(),
    };
    jobs.set(name, job);
    const timer = options.timeoutMs
      ? setTimeout(
          () =>
            job.abort.abort(
              new ApiError(
                'stopped',
                `Job execution was cancelled: Job timed out after ${options.timeoutMs} ms`,
              ),
            ),
          options.timeoutMs,
        )
      : undefined;
    job.startedMs = now();
    job.done = options
      .run(job)
      .catch((thrown: unknown) => {
        job.error = toApiError(thrown);
      })
      .finally(() => {
        clearTimeout(timer);
        job.endedMs = now();
        sizes.set(
          name,
          (job.outcome?.rows ?? []).reduce((sum, row) => sum + row.length, 0),
        );
        evict(name);
      });
    return job;
  };

  const get: JobRegistry['get'] = (project, id) => {
    const job = jobs.get(key(project, id));
    if (!job) throw new ApiError('notFound', `Not found: Job ${key(project, id)}`);
    return job;
  };

  return {
    start,
    get,
    list: (project) => [...jobs.values()].filter((job) => job.project === project).reverse(),
    delete: (project, id) => {
      get(project, id);
      forget(key(project, id));
    },
    close: async () => {
      for (const job of jobs.values())
        if (job.endedMs === undefined)
          job.abort.abort(new ApiError('stopped', 'The server is shutting down'));
      await Promise.all([...jobs.values()].map((job) => job.done));
    },
  };
}
