import type { Broker } from '../broker/broker.ts';
import type { Subscription } from '../core/subscription.ts';
import type { PushRequest } from './envelope.ts';
import { type Post, Pusher } from './pusher.ts';

/** Keeps one pusher for each subscription that has an endpoint. */
export class PushManager {
  readonly #broker: Broker;
  readonly #post: Post;
  readonly #pushers = new Map<Subscription, Pusher>();

  constructor(broker: Broker, post: Post) {
    this.#broker = broker;
    this.#post = post;
  }

  /** Called often: starts and stops pushers as subscriptions change, and lets pauses end. */
  tick(): void {
    const { subscriptions } = this.#broker.state;
    for (const [subscription, pusher] of this.#pushers) {
      if (subscriptions.get(subscription.name) === subscription && isPushed(subscription)) pusher.tick();
      else {
        pusher.end();
        this.#pushers.delete(subscription);
      }
    }
    for (const subscription of subscriptions.values()) {
      if (!isPushed(subscription) || this.#pushers.has(subscription)) continue;
      this.#pushers.set(subscription, new Pusher(this.#broker, subscription, this.#post));
    }
  }

  close(): void {
    for (const pusher of this.#pushers.values()) pusher.end();
    this.#pushers.clear();
  }
}

const isPushed = ({ settings, detached }: Subscription): boolean =>
  !detached && (settings.pushConfig?.pushEndpoint ?? '') !== '';

/** Posts over HTTP. */
export async function postOverHttp(url: string, request: PushRequest, timeoutMs: number): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: request.headers,
    body: typeof request.body === 'string' ? request.body : new Uint8Array(request.body),
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'manual',
  });
  await response.arrayBuffer();
  return response.status;
}
