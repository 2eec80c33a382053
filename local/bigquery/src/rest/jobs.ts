import { randomUUID } from 'node:crypto';
import { toResource } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import { describe, dryRun } from '../jobs/dry-run.ts';
import { type QueryConfiguration, readStatement, runQuery } from '../jobs/query-job.ts';
import type { Job } from '../jobs/registry.ts';
import { readLoadOptions } from '../load/options.ts';
import { timestampForm, withTimestamps } from './cells.ts';
import { jobReference, showJob } from './job-resources.ts';
import { type Call, page, param, type Route, wholeNumber } from './route.ts';
import type { Service } from './service.ts';

/** How long jobs.query and getQueryResults wait by default, and at most. */
const DEFAULT_WAIT_MS = 10_000;
const MAX_WAIT_MS = 200_000;
/** Characters of rows in one answer, as BigQuery's 10 MB page. */
const MAX_PAGE_CHARACTERS = 10 * 1024 * 1024;
const DEFAULT_PAGE_ROWS = 100_000;
const DEFAULT_LIST = 50;

interface Configuration {
  query?: QueryConfiguration;
  dryRun?: boolean;
  jobTimeoutMs?: string;
  labels?: Record<string, string>;
  [other: string]: unknown;
}

/** Starts a query job, or answers a dry run. */
async function startQuery(
  service: Service,
  project: string,
  configuration: Configuration,
  id?: string,
): Promise<Job> {
  const query = configuration.query ?? {};
  const statement = readStatement(service, project, query);
  return service.jobs.start({
    project,
    id,
    configuration: { ...configuration, jobType: 'QUERY' },
    timeoutMs: wholeNumber(configuration.jobTimeoutMs, 'jobTimeoutMs'),
    run: (job) => runQuery(service, job, statement, query.maximumBytesBilled),
  });
}

async function insert(service: Service, call: Call): Promise<object> {
  const project = param(call, 'project');
  const configuration = (call.body.configuration ?? {}) as Configuration;
  const id = (call.body.jobReference as { jobId?: string } | undefined)?.jobId;
  // Says that the data is to be uploaded, or what else is wrong.
  if (configuration.load !== undefined) readLoadOptions(configuration.load as Record<string, unknown>);
  if (configuration.query === undefined) {
    throw new ApiError(
      'notImplemented',
      'Only query jobs, and load jobs that upload their data, are supported here.',
      'configuration',
    );
  }
  if (configuration.dryRun) return dryRunJob(service, project, configuration);
  return showJob(await startQuery(service, project, configuration, id));
}

async function dryRunJob(service: Service, project: string, configuration: Configuration): Promise<object> {
  const statement = readStatement(service, project, configuration.query ?? {});
  const { signal } = new AbortController();
  const plan = await dryRun(service.engine, statement, signal);
  const fields = plan.statementType === 'SELECT' ? await describe(service.engine, statement, signal) : [];
  return {
    kind: 'bigquery#job',
    id: `${project}:US.`,
    configuration: { ...configuration, jobType: 'QUERY' },
    jobReference: { projectId: project, location: 'US' },
    statistics: {
      creationTime: String(service.now()),
      totalBytesProcessed: String(plan.bytes),
      query: {
        totalBytesProcessed: String(plan.bytes),
        totalBytesBilled: '0',
        cacheHit: false,
        statementType: plan.statementType,
        schema: { fields: fields.map(toResource) },
        referencedTables: plan.tables.map((name) => ({
          projectId: name.project,
          datasetId: name.dataset,
          tableId: name.table,
        })),
      },
    },
    status: { state: 'DONE' },
  };
}

/** jobs.query: runs and waits; with JOB_CREATION_OPTIONAL a short query leaves no job behind. */
async function query(service: Service, call: Call): Promise<object | string> {
  const project = param(call, 'project');
  const {
    dryRun: isDryRun,
    labels,
    jobTimeoutMs,
    maxResults,
    timeoutMs,
    jobCreationMode,
    ...rest
  } = call.body as Record<string, unknown> & QueryConfiguration;
  const configuration: Configuration = {
    query: rest,
    ...(labels ? { labels: labels as Record<string, string> } : {}),
    ...(jobTimeoutMs === undefined ? {} : { jobTimeoutMs: String(jobTimeoutMs) }),
  };
  if (isDryRun) {
    const { statistics } = (await dryRunJob(service, project, configuration)) as {
      statistics: { query: { schema: object; totalBytesProcessed: string } };
    };
    return {
      kind: 'bigquery#queryResponse',
      schema: statistics.query.schema,
      jobReference: { projectId: project, location: 'US' },
      totalBytesProcessed: statistics.query.totalBytesProcessed,
      jobComplete: true,
      cacheHit: false,
    };
  }
  const requestId = rest.requestId as string | undefined;
  const job = await startQuery(
    service,
    project,
    configuration,
    requestId === undefined ? undefined : `query_${requestId}_${randomUUID()}`,
  );
  await waitFor(job, wholeNumber(timeoutMs, 'timeoutMs') ?? DEFAULT_WAIT_MS, call);
  if (job.error) throw job.error;
  const window = { start: 0, size: wholeNumber(maxResults, 'maxResults') };
  const { text, pageToken } = resultPage(job, window, call);
  const optional =
    jobCreationMode === 'JOB_CREATION_OPTIONAL' && job.endedMs !== undefined && pageToken === undefined;
  if (optional) service.jobs.delete(project, job.id);
  return answer(
    'bigquery#queryResponse',
    {
      queryId: job.id,
      ...(optional ? { jobCreationReason: undefined } : { jobReference: jobReference(job) }),
      location: job.location,
    },
    job,
    pageToken,
    text,
  );
}

async function getQueryResults(service: Service, call: Call): Promise<object | string> {
  const job = service.jobs.get(param(call, 'project'), param(call, 'job'));
  await waitFor(job, wholeNumber(call.params.timeoutMs, 'timeoutMs') ?? DEFAULT_WAIT_MS, call);
  if (job.error) throw job.error;
  const start = wholeNumber(call.params.pageToken ?? call.params.startIndex, 'pageToken') ?? 0;
  const { text, pageToken } = resultPage(
    job,
    { start, size: wholeNumber(call.params.maxResults, 'maxResults') },
    call,
  );
  return answer(
    'bigquery#getQueryResultsResponse',
    { etag: job.id, jobReference: jobReference(job) },
    job,
    pageToken,
    text,
  );
}

/** Waits until the job is done, the time is up, or the caller is gone. */
async function waitFor(job: Job, timeoutMs: number, call: Call): Promise<void> {
  if (job.endedMs !== undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(timeoutMs, MAX_WAIT_MS));
    call.request.once('close', resolve);
  });
  await Promise.race([job.done, late]);
  clearTimeout(timer);
}

function resultPage(
  job: Job,
  window: { start: number; size: number | undefined },
  call: Call,
): { text: string; pageToken?: string } {
  const { rows, fields } = job.outcome ?? { rows: [], fields: [] };
  const most = Math.min(window.start + (window.size ?? DEFAULT_PAGE_ROWS), rows.length);
  let end = window.start;
  for (let characters = 0; end < most && characters < MAX_PAGE_CHARACTERS; end++)
    characters += rows[end]?.length ?? 0;
  const text = withTimestamps(rows.slice(window.start, end), fields, timestampForm(call)).join(',');
  return end < rows.length ? { text, pageToken: String(end) } : { text };
}

function answer(kind: string, head: object, job: Job, pageToken: string | undefined, rows: string): string {
  const { outcome } = job;
  if (!outcome) return JSON.stringify({ kind, ...head, jobComplete: false });
  const body = {
    kind,
    ...head,
    jobComplete: true,
    schema: { fields: outcome.fields.map(toResource) },
    totalRows: String(outcome.rows.length),
    totalBytesProcessed: String(job.bytesProcessed),
    cacheHit: false,
    ...(outcome.affectedRows === undefined ? {} : { numDmlAffectedRows: String(outcome.affectedRows) }),
    ...(outcome.dmlStats ? { dmlStats: outcome.dmlStats } : {}),
    ...(pageToken === undefined ? {} : { pageToken }),
  };
  return rows === '' ? JSON.stringify(body) : `${JSON.stringify(body).slice(0, -1)},"rows":[${rows}]}`;
}

export const jobRoutes: readonly Route[] = [
  { verb: 'post', path: '/projects/:project/queries', method: 'jobs.query', handle: query },
  {
    verb: 'get',
    path: '/projects/:project/queries/:job',
    method: 'jobs.getQueryResults',
    handle: getQueryResults,
  },
  { verb: 'post', path: '/projects/:project/jobs', method: 'jobs.insert', handle: insert },
  {
    verb: 'get',
    path: '/projects/:project/jobs',
    method: 'jobs.list',
    handle: ({ jobs }, call) => {
      const wanted = call.request.query.stateFilter;
      const states =
        wanted === undefined ? undefined : [wanted].flat().map((state) => String(state).toUpperCase());
      const all = jobs
        .list(param(call, 'project'))
        .filter((job) => !states || states.includes(job.endedMs === undefined ? 'RUNNING' : 'DONE'));
      const { items, nextPageToken } = page(all, call, DEFAULT_LIST);
      return {
        kind: 'bigquery#jobList',
        etag: 'list',
        jobs: items.map((job) => ({
          ...showJob(job),
          kind: 'bigquery#job',
          state: job.endedMs === undefined ? 'RUNNING' : 'DONE',
        })),
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      };
    },
  },
  {
    verb: 'get',
    path: '/projects/:project/jobs/:job',
    method: 'jobs.get',
    handle: ({ jobs }, call) => showJob(jobs.get(param(call, 'project'), param(call, 'job'))),
  },
  {
    verb: 'post',
    path: '/projects/:project/jobs/:job/cancel',
    method: 'jobs.cancel',
    handle: ({ jobs }, call) => {
      const job = jobs.get(param(call, 'project'), param(call, 'job'));
      job.abort.abort(new ApiError('stopped', 'Job execution was cancelled: User requested cancellation'));
      return { kind: 'bigquery#jobCancelResponse', job: showJob(job) };
    },
  },
  {
    verb: 'delete',
    path: '/projects/:project/jobs/:job/delete',
    method: 'jobs.delete',
    handle: ({ jobs }, call) => {
      jobs.delete(param(call, 'project'), param(call, 'job'));
      return undefined;
    },
  },
];
