import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { proxy } from '../proxy.ts';
import { send } from '../send.ts';
import { type ExperimentSummary, listExperiments } from './experiments.ts';
import { monitoringPort, readProgress } from './progress.ts';
import type { DrillRunner } from './runner.ts';

export interface Drills {
  readonly runner: DrillRunner;
  /** Folder of the experiments' files. */
  readonly experiments: string;
  /** Where the runner leaves a folder an experiment. */
  readonly reports: string;
}

/** The report is a page of its own: styles and pictures in it, nothing that runs or loads. */
const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

/**
 * `GET /api/drills`, `GET /api/drills/NAME`, `POST /api/drills/NAME` to start, `DELETE /api/drills/NAME` to
 * stop, `GET /api/drills/NAME/report`, and `GET /api/drills/NAME/monitoring/…`: what the drilled pipeline's
 * monitoring says while it runs.
 */
export async function serveDrills(
  drills: Drills,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, name, part] = /^\/api\/drills(?:\/([a-z0-9-]+))?(?:\/(\w+)(?:\/.*)?)?$/.exec(path) ?? [];
  const experiments = await listExperiments(drills.experiments);
  if (name === undefined) {
    if (path !== '/api/drills' || request.method !== 'GET')
      return send(response, 404, { error: `no ${path}` });
    return send(response, 200, { drills: await Promise.all(experiments.map((one) => show(drills, one))) });
  }
  const experiment = experiments.find((one) => one.name === name);
  if (!experiment) return send(response, 404, { error: `there is no experiment ${name}` });
  if (part !== undefined && request.method !== 'GET') return send(response, 405, { error: 'only GET here' });
  if (part === 'report') return sendReport(drills, name, response);
  if (part === 'monitoring') return askMonitoring(drills, name, request, response);
  if (part !== undefined) return send(response, 404, { error: `no ${path}` });
  if (request.method === 'GET') return send(response, 200, await show(drills, experiment));
  return change(drills, experiment, request, response);
}

/** Starts or stops; only the console's own page may ask: a browser always says where a request comes from. */
async function change(
  drills: Drills,
  experiment: ExperimentSummary,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { runner, reports } = drills;
  const { name } = experiment;
  if (headers.origin === undefined) {
    return send(response, 403, { error: `start it on the console's page, or by: npm run chaos -- ${name}` });
  }
  if (method === 'POST') {
    const busy = runner.running ?? (await runningElsewhere(drills));
    if (busy !== undefined) return send(response, 409, { error: `${busy} is running: one drill at a time` });
    runner.start(name);
    return send(response, 202, await show(drills, experiment));
  }
  if (method === 'DELETE') {
    if (runner.running !== name) {
      const elsewhere = (await readProgress(reports, name))?.state === 'running';
      const error = elsewhere
        ? `${name} was started in a terminal: press Ctrl-C there`
        : `${name} does not run`;
      return send(response, 409, { error });
    }
    runner.stop();
    return send(response, 202, await show(drills, experiment));
  }
  return send(response, 405, { error: 'GET, POST and DELETE only' });
}

async function runningElsewhere({ experiments, reports }: Drills): Promise<string | undefined> {
  for (const { name } of await listExperiments(experiments)) {
    if ((await readProgress(reports, name))?.state === 'running') return name;
  }
  return undefined;
}

async function show({ runner, reports }: Drills, experiment: ExperimentSummary): Promise<object> {
  const { name } = experiment;
  return {
    ...experiment,
    progress: (await readProgress(reports, name)) ?? null,
    started_here: runner.running === name,
    ended: runner.last?.name === name ? runner.last : null,
  };
}

async function sendReport({ reports }: Drills, name: string, response: ServerResponse): Promise<void> {
  const html = await readFile(join(reports, name, 'report.html')).catch(() => undefined);
  if (!html) return send(response, 404, { error: `no report yet: run ${name} first` });
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': REPORT_POLICY,
    'cache-control': 'no-store',
  });
  response.end(html);
}

async function askMonitoring(
  { reports }: Drills,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const progress = await readProgress(reports, name);
  const port = progress?.state === 'running' ? monitoringPort(progress) : undefined;
  if (port === undefined) return send(response, 404, { error: `${name} does not run` });
  const path = (request.url ?? '').slice(`/api/drills/${name}/monitoring`.length);
  return proxy({ port, path }, request, response);
}
