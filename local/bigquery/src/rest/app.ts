import express, { type NextFunction, type Request, type Response } from 'express';
import { ApiError, errorBody, HTTP_STATUS, isApiError, toApiError } from '../errors.ts';
import { intercept, restRefusal } from '../faults.ts';
import { datasetRoutes } from './datasets.ts';
import { jobRoutes } from './jobs.ts';
import { Reply, type Route, routeParameters } from './route.ts';
import type { Service } from './service.ts';
import { tabledataRoutes } from './tabledata.ts';
import { tableRoutes } from './tables.ts';
import { uploadRoutes } from './uploads.ts';

/** BigQuery's own limit on a streaming request; larger bodies answer 413. */
const MAX_BODY = '32mb';

/** The BigQuery REST API, under `/bigquery/v2` as Google serves it and without, as emulator clients ask for it. */
export function createApp(service: Service, admin: express.Router): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use('/_flightdeck', admin);
  // Before the JSON reader: what is uploaded goes to disk as it comes.
  const uploads = serve(express.Router(), service, uploadRoutes);
  app.use(['/upload/bigquery/v2', '/resumable/upload/bigquery/v2', '/upload'], uploads);
  const router = express.Router();
  router.use(express.json({ limit: MAX_BODY, type: () => true, strict: false }));
  serve(router, service, [...datasetRoutes, ...tableRoutes, ...tabledataRoutes, ...jobRoutes]);
  app.use('/bigquery/v2', router);
  app.use('/', router);
  app.use((request: Request, response: Response) => {
    response
      .status(404)
      .json(errorBody(404, 'notFound', `Not found: no BigQuery method at ${request.method} ${request.path}`));
  });
  app.use((thrown: unknown, _request: Request, response: Response, _next: NextFunction) =>
    sendError(response, bodyError(thrown)),
  );
  return app;
}

function serve(router: express.Router, service: Service, routes: readonly Route[]): express.Router {
  for (const route of routes)
    router[route.verb](route.path, (request, response) => call(route, service, request, response));
  return router;
}

async function call(route: Route, service: Service, request: Request, response: Response): Promise<void> {
  const plan = await intercept(service.faults, route.method);
  const refusal = restRefusal(plan);
  if (refusal) return sendError(response, refusal.error, refusal.httpStatus);
  if (plan.reset) return void request.socket.destroy();
  const answer = await Promise.resolve()
    .then(() => route.handle(service, routeParameters(request)))
    .then(
      (body) => ({ body }),
      (thrown: unknown) => ({ error: toApiError(thrown) }),
    );
  if (plan.loseResponse) request.socket.destroy();
  else if ('error' in answer) sendError(response, answer.error);
  else sendAnswer(response, answer.body);
}

function sendAnswer(response: Response, body: object | string | undefined): void {
  if (body instanceof Reply) {
    response.status(body.status).set(body.headers);
    if (body.body === undefined) return void response.end();
    return void response.json(body.body);
  }
  if (body === undefined) response.status(204).end();
  else if (typeof body === 'string') response.type('application/json; charset=UTF-8').send(body);
  else response.json(body);
}

/** `stopped` is no failure of its own; answered as a bad request. */
const statusOf = ({ reason }: ApiError): number =>
  reason === 'stopped' ? HTTP_STATUS.invalid : HTTP_STATUS[reason];

export function sendError(response: Response, error: ApiError, code = statusOf(error)): void {
  response.status(code).json(errorBody(code, error.reason, error.message, error.location));
}

/** What the JSON reader of express throws. */
function bodyError(thrown: unknown): ApiError {
  if (isApiError(thrown)) return thrown;
  const { type, message } = thrown as { type?: string; message?: string };
  if (type === 'entity.too.large')
    return new ApiError('invalid', `Request payload size exceeds the limit: ${MAX_BODY}`);
  if (type === 'entity.parse.failed')
    return new ApiError('invalid', `Invalid JSON payload received. ${message}`);
  return toApiError(thrown);
}
