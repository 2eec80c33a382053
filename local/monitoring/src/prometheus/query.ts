import type { FastClock } from '../clock.ts';
import type { QueryEngine } from '../engine.ts';
import { ApiError, invalidParameter } from './errors.ts';
import { matrixRow, point } from './format.ts';
import type { Params } from './params.ts';

/** Prometheus' own limit: a screen has fewer pixels. */
const MAX_POINTS = 11_000;

/** `/api/v1/query`: the data of the answer. */
export function queryInstant(params: Params, engine: QueryEngine, clock: FastClock): object {
  const timeMs = params.time('time') ?? clock.now();
  const answer = engine.instant(params.required('query'), timeMs);
  const notes = annotations(answer);
  switch (answer.type) {
    case 'vector': {
      const result = answer.result.map(({ labels, timestampMs, value }) => ({
        metric: labels,
        value: point(timestampMs, value),
      }));
      return { resultType: 'vector', result, ...notes };
    }
    case 'matrix':
      return { resultType: 'matrix', result: answer.result.map(matrixRow), ...notes };
    case 'scalar':
      return {
        resultType: 'scalar',
        result: point(answer.result.timestampMs, answer.result.value),
        ...notes,
      };
    case 'string':
      return {
        resultType: 'string',
        result: [answer.result.timestampMs / 1000, answer.result.value],
        ...notes,
      };
  }
}

/** `/api/v1/query_range`: the data of the answer. */
export function queryRange(params: Params, engine: QueryEngine): object {
  const query = params.required('query');
  const startMs = params.time('start') ?? missing('start');
  const endMs = params.time('end') ?? missing('end');
  const stepMs = params.duration('step') ?? missing('step');
  if (endMs < startMs) throw invalidParameter('end', 'end timestamp must not be before start time');
  if (stepMs <= 0) {
    const reason = 'zero or negative query resolution step widths are not accepted. Try a positive integer';
    throw invalidParameter('step', reason);
  }
  if ((endMs - startMs) / stepMs > MAX_POINTS) {
    const reason = `exceeded maximum resolution of ${MAX_POINTS.toLocaleString('en')} points per timeseries.`;
    throw new ApiError('bad_data', `${reason} Try decreasing the query resolution (?step=XX)`);
  }
  const answer = engine.range(query, startMs, endMs, stepMs);
  return { resultType: 'matrix', result: answer.result.map(matrixRow), ...annotations(answer) };
}

/** Kept beside the data until the answer is sent; Prometheus puts them next to `data`. */
export interface Annotations {
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

function annotations({ warnings, infos }: Required<Annotations>): Annotations {
  return { ...(warnings.length > 0 && { warnings }), ...(infos.length > 0 && { infos }) };
}

const missing = (name: string): never => {
  throw invalidParameter(name, 'cannot parse "" to a valid timestamp');
};
