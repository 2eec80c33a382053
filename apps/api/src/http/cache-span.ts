import { SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { CacheResult } from '../cache/answer-cache.ts';

/**
 * The step between route and query: how long the caller waited for the cache to come up with an answer. Without
 * a query below it, another request's query was joined or an older answer given. A hit has no such span: it
 * costs no time, and the request's own span says that it was one.
 */
export function withCacheSpan<Loaded extends { readonly result: CacheResult }>(
  tracer: Tracer,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  return tracer.startActiveSpan('answer cache', async (span) => {
    try {
      const loaded = await load();
      span.setAttribute('flightdeck.cache', loaded.result);
      return loaded;
    } catch (thrown) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw thrown;
    } finally {
      span.end();
    }
  });
}
