import type { FaultInjector } from '@flightdeck/local-faults';
import type { Post } from '../push/pusher.ts';

const METHOD = 'Push';

/** Pushes under injected faults: delayed, failed, sent twice, or with the answer lost. */
export function faultyPost(faults: FaultInjector, post: Post): Post {
  return async (url, request, timeoutMs) => {
    const plan = faults.plan(METHOD);
    if (plan.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, plan.delayMs));
    if (plan.refuse !== undefined || plan.reset) throw new Error('the push was cut off by an injected fault');
    if (faults.roll('duplicate', METHOD) !== undefined) await post(url, request, timeoutMs);
    const status = await post(url, request, timeoutMs);
    if (plan.loseResponse) throw new Error('the answer to the push was lost by an injected fault');
    return status;
  };
}
