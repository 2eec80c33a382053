import type { ParameterName, Values } from '../parameters.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { Row, WarehouseQuery } from '../warehouse/run-query.ts';

/** Runs one query for one answer; its signal is already bound. */
export type Ask = (query: WarehouseQuery) => Promise<Row[]>;

/** One GET resource: what it takes, how it is answered, how long the answer stays fresh. */
export interface Resource<Name extends ParameterName = ParameterName> {
  /** As in OpenAPI, and as the `route` label of metrics: `/v1/flights/{event_id}`. */
  readonly path: string;
  readonly summary: string;
  readonly pathParameter?: Name;
  readonly queryParameters: readonly Name[];
  /** How long an answer is served without asking the warehouse again. */
  readonly freshMs: number;
  /** The name of the answer's schema in the OpenAPI document. */
  readonly schema: string;
  /** Errors of its own, beside those every resource shares. */
  readonly problems: readonly ProblemCode[];
  /** @throws Problem */
  readonly answer: (values: Values<Name>, ask: Ask, nowMs: number) => Promise<object>;
}

/** Keeps the parameter names' types while listing resources of different parameters together. */
export const resource = <const Name extends ParameterName>(definition: Resource<Name>): Resource =>
  definition as unknown as Resource;
