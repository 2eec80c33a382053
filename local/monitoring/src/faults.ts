import { setTimeout as sleep } from 'node:timers/promises';
import { createFaultInjector, type FaultInjector } from '@flightdeck/local-faults';
import type { Request, RequestHandler, Response } from 'express';

export type SendError = (request: Request, response: Response, status: number, message: string) => void;

/** Makes the one place of a listener where a call, by its method's name, meets the faults that are set. */
export type Intercept = (
  method: string | ((request: Request) => string),
  sendError: SendError,
) => RequestHandler;

const STATUS = { unavailable: 503, quota: 429, 'disk-full': 507, error: 500 } as const;

/** `lose-response` and `reset` cut the connection; `error` takes an HTTP status as its code. */
export function createMonitoringFaults(): FaultInjector {
  return createFaultInjector({
    supports: ['unavailable', 'error', 'quota', 'latency', 'reset', 'lose-response'],
  });
}

export function interceptWith(faults: FaultInjector): Intercept {
  return (method, sendError) => async (request, response, next) => {
    const plan = faults.plan(typeof method === 'string' ? method : method(request));
    if (plan.delayMs > 0) await sleep(plan.delayMs);
    if (plan.reset) {
      request.socket.destroy();
      return;
    }
    if (plan.refuse !== undefined) {
      const { kind, code } = plan.refuse;
      const status = code === undefined ? STATUS[kind] : Number(code) || STATUS[kind];
      sendError(request, response, status, `injected fault: ${kind}`);
      return;
    }
    if (plan.loseResponse) response.end = cutInstead(request, response);
    next();
  };
}

function cutInstead(request: Request, response: Response): Response['end'] {
  return () => {
    request.socket.destroy();
    return response;
  };
}
