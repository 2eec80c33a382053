import type { Context } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
} from '@opentelemetry/sdk-trace';

/**
 * Lets in at most `perSecond` new traces a second, whatever the traffic (a ratio would either miss the
 * quiet hours or drown in the busy ones). Traces begun elsewhere keep the decision made there.
 * @param nowMs monotonic milliseconds
 */
export const sampler = (perSecond: number, nowMs: () => number = () => performance.now()): Sampler =>
  new ParentBasedSampler({ root: rateLimited(perSecond, nowMs) });

function rateLimited(perSecond: number, nowMs: () => number): Sampler {
  let tokens = perSecond;
  let filledAt = nowMs();
  return {
    shouldSample: (_context: Context): SamplingResult => {
      const now = nowMs();
      tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens < 1) return { decision: SamplingDecision.NOT_RECORD };
      tokens -= 1;
      return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    },
    toString: () => `RateLimited{${perSecond}/s}`,
  };
}
