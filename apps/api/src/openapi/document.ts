import { PARAMETERS, type ParameterName } from '../parameters.ts';
import { PROBLEM_TYPE } from '../problems/body.ts';
import { PROBLEMS, type ProblemCode } from '../problems/catalogue.ts';
import { RESOURCES, type Resource } from '../resources/index.ts';
import { SCHEMAS } from './schemas.ts';

type Json = Record<string, unknown>;

/** What any resource can answer beside its own problems. */
const COMMON: readonly ProblemCode[] = [
  'invalid-parameter',
  'unknown-parameter',
  'unauthenticated',
  'query-too-expensive',
  'rate-limited',
  'internal',
  'overloaded',
  'warehouse-unavailable',
  'query-deadline-exceeded',
];

/** The OpenAPI 3.1 description of the API, made of what the API itself runs on. */
export const openApiDocument = (): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'Flightdeck API',
    version: '1.0.0',
    description:
      'Flights, routes, airports and systems. Lists page as in AIP-158; errors are RFC 9457 problems.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  paths: {
    ...Object.fromEntries(RESOURCES.map((resource) => [resource.path, { get: operation(resource) }])),
    '/healthz': { get: probe('healthz', 'The process lives') },
    '/readyz': { get: probe('readyz', 'The process takes traffic', 503) },
  },
  components: {
    schemas: SCHEMAS,
    headers: {
      ETag: {
        description: 'Send it as If-None-Match to get 304 while nothing has changed.',
        schema: { type: 'string' },
      },
      'Cache-Control': { description: 'For how long the answer is fresh.', schema: { type: 'string' } },
      'Cache-Status': { description: 'RFC 9211: how this answer was found.', schema: { type: 'string' } },
      'X-Request-Id': { description: 'Quote it when reporting a fault.', schema: { type: 'string' } },
      'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
    },
  },
});

const operation = (resource: Resource): Json => ({
  operationId: resource.schema[0]?.toLowerCase() + resource.schema.slice(1),
  summary: resource.summary,
  parameters: [
    ...(resource.pathParameter === undefined ? [] : [parameter(resource.pathParameter, 'path')]),
    ...resource.queryParameters.map((name) => parameter(name, 'query')),
  ],
  responses: {
    200: {
      description: resource.summary,
      headers: headers('ETag', 'Cache-Control', 'Cache-Status', 'X-Request-Id'),
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${resource.schema}` } } },
    },
    304: {
      description: 'Not changed since the ETag sent.',
      headers: headers('ETag', 'Cache-Control', 'X-Request-Id'),
    },
    ...problems([...resource.problems, ...COMMON]),
  },
});

const parameter = (name: ParameterName, place: 'path' | 'query'): Json => {
  const { description, expected, schema } = PARAMETERS[name];
  return {
    name,
    in: place,
    required: place === 'path',
    description: `${description} Expected: ${expected}.`,
    schema,
  };
};

/** OpenAPI has one response per status, so the codes that share one are listed in its description. */
function problems(codes: readonly ProblemCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [
      status,
      {
        description: sharing
          .map((code) => `\`${code}\`: ${PROBLEMS[code].title}. ${PROBLEMS[code].fix}`)
          .join('\n\n'),
        headers:
          status === 429 || status === 503 ? headers('X-Request-Id', 'Retry-After') : headers('X-Request-Id'),
        content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const headers = (...names: string[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const probe = (operationId: string, summary: string, ...statuses: number[]): Json => ({
  operationId,
  summary,
  responses: Object.fromEntries(
    [200, ...statuses].map((status) => [
      status,
      {
        description: summary,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } },
      },
    ]),
  ),
});
