import type { CallPlan, FaultInjector } from '@flightdeck/local-faults';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../grpc/status.ts';

export interface InterceptorPorts {
  readonly faults: FaultInjector;
  /** Cuts the connection of a peer. */
  cut(peer: string): void;
  /** Makes the next write of the journal fail as on a full disk. */
  failNextWrite(): void;
}

/**
 * Every call passes here with its method's name (`Publish`, `StreamingPull` …): the one place where calls
 * are delayed, refused or cut.
 */
export class Interceptor {
  readonly #ports: InterceptorPorts;

  constructor(ports: InterceptorPorts) {
    this.#ports = ports;
  }

  async unary(method: string, peer: string, run: () => Promise<object>): Promise<object> {
    const plan = this.#ports.faults.plan(method);
    if (plan.delayMs > 0) await delay(plan.delayMs);
    if (plan.refuse?.kind === 'disk-full') this.#ports.failNextWrite();
    else refuse(plan);
    if (plan.reset) return this.#cut(peer);
    const answer = await run();
    return plan.loseResponse ? this.#cut(peer) : answer;
  }

  /** Before a stream is served. @throws RpcError where it is refused */
  async openStream(method: string, call: { getPeer(): string }): Promise<void> {
    const plan = this.#ports.faults.plan(method);
    if (plan.delayMs > 0) await delay(plan.delayMs);
    refuse(plan);
    if (plan.reset || plan.loseResponse) this.#cut(call.getPeer());
  }

  /**
   * Before an open stream is given messages: an outage breaks streams that are open already.
   * @returns how long to hold the messages back, in ms
   * @throws RpcError where the stream has to end
   */
  useStream(method: string, call: { getPeer(): string }): number {
    const plan = this.#ports.faults.plan(method);
    refuse(plan);
    if (plan.reset || plan.loseResponse) this.#cut(call.getPeer());
    return plan.delayMs;
  }

  #cut(peer: string): never {
    this.#ports.cut(peer);
    // Nobody hears this: the connection is gone.
    throw new RpcError(status.UNAVAILABLE, 'the connection was cut by an injected fault');
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @throws RpcError where the plan refuses the call */
function refuse({ refuse: refusal }: CallPlan): void {
  if (refusal?.kind === 'unavailable') {
    throw new RpcError(
      status.UNAVAILABLE,
      'The service was unable to fulfill your request. Please try again.',
    );
  }
  if (refusal?.kind === 'quota') {
    throw new RpcError(status.RESOURCE_EXHAUSTED, 'Quota exceeded for quota metric of this service.');
  }
  if (refusal?.kind === 'error') {
    const code = status[refusal.code as keyof typeof status];
    // A code this server does not know is the caller's mistake; it must not look like a real INTERNAL.
    throw typeof code === 'number'
      ? new RpcError(code, `Injected fault: ${refusal.code}.`)
      : new RpcError(status.UNKNOWN, `Injected fault with the unknown gRPC status "${refusal.code}".`);
  }
}
