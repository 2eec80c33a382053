import { toResource } from '../engine/schema.ts';
import { errorProto } from '../errors.ts';
import { billedBytes } from '../jobs/query-job.ts';
import type { Job } from '../jobs/registry.ts';

export const jobReference = (job: Job): object => ({
  projectId: job.project,
  jobId: job.id,
  location: job.location,
});

const stateOf = (job: Job): string => (job.endedMs === undefined ? 'RUNNING' : 'DONE');

export function jobStatus(job: Job): object {
  const errors = job.errors ?? (job.error ? [errorProto(job.error)] : []);
  return {
    ...(job.error ? { errorResult: errorProto(job.error) } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    state: stateOf(job),
  };
}

/** A job as jobs.get shows it. */
export function showJob(job: Job): object {
  return {
    kind: 'bigquery#job',
    etag: `${job.id}-${stateOf(job)}`,
    id: `${job.project}:${job.location}.${job.id}`,
    selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${job.project}/jobs/${job.id}?location=${job.location}`,
    user_email: 'local@localhost',
    configuration: job.configuration,
    jobReference: jobReference(job),
    statistics: statistics(job),
    status: jobStatus(job),
  };
}

function statistics(job: Job): object {
  const { outcome } = job;
  const bytes = String(job.bytesProcessed);
  return {
    creationTime: String(job.createdMs),
    ...(job.startedMs === undefined ? {} : { startTime: String(job.startedMs) }),
    ...(job.endedMs === undefined ? {} : { endTime: String(job.endedMs) }),
    totalBytesProcessed: bytes,
    ...(job.loadStatistics ? { load: job.loadStatistics } : {}),
    ...(job.configuration.query === undefined
      ? {}
      : {
          query: {
            totalBytesProcessed: bytes,
            totalBytesBilled: String(billedBytes(job.bytesProcessed)),
            cacheHit: false,
            ...(outcome ? { statementType: outcome.statementType } : {}),
            ...(outcome?.affectedRows === undefined
              ? {}
              : { numDmlAffectedRows: String(outcome.affectedRows) }),
            ...(outcome?.dmlStats ? { dmlStats: outcome.dmlStats } : {}),
            ...(outcome && outcome.fields.length > 0
              ? { schema: { fields: outcome.fields.map(toResource) } }
              : {}),
          },
        }),
  };
}
