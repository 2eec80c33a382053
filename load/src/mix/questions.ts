import type { SeededRandom } from '@flightdeck/random';
import type { Endpoint } from './mix.ts';

/** A request to make. */
export interface Question {
  readonly endpoint: string;
  readonly method: 'GET' | 'HEAD';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Goes to the same-run baseline instead of the API. */
  readonly control: boolean;
}

export interface Questions {
  next(): Question;
  /** Takes note of an answer's ETag, so that the same question can be asked conditionally. */
  answered(question: Question, etag: string | undefined): void;
}

/** ETags kept, as a caller's cache would: some 100 bytes each. */
const MAX_ETAGS = 10_000;

/**
 * Draws requests from the mix: each kind once, so that a short run has them all, then by weight.
 * @param controlShare share of the requests that goes to the baseline
 */
export function createQuestions(mix: readonly Endpoint[], random: SeededRandom, controlShare = 0): Questions {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const etags = new Map<string, string>();
  const yetToCome = [...mix];

  const draw = (): Endpoint => {
    const first = yetToCome.shift();
    if (first !== undefined) return first;
    let left = random.next() * total;
    for (const endpoint of mix) {
      left -= endpoint.weight;
      if (left < 0) return endpoint;
    }
    throw new Error('the mix is empty');
  };

  return {
    next() {
      const { name: endpoint, path: pathOf, method = 'GET', conditional = 0 } = draw();
      const control = controlShare > 0 && random.next() < controlShare;
      if (control)
        return { endpoint, method, path: `/${encodeURIComponent(endpoint)}`, headers: {}, control };
      const path = pathOf(random);
      const etag = random.next() < conditional ? etags.get(path) : undefined;
      return {
        endpoint,
        method,
        path,
        headers: etag === undefined ? {} : { 'If-None-Match': etag },
        control,
      };
    },
    answered({ path, control }, etag) {
      if (etag === undefined || control) return;
      if (etags.size >= MAX_ETAGS && !etags.has(path)) etags.delete(etags.keys().next().value ?? '');
      etags.set(path, etag);
    },
  };
}
