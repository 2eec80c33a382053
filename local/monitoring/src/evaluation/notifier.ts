import type { Resource, Resources } from '../resources/resources.ts';
import type { Transition } from './alerting.ts';
import type { IncidentRecord } from './incidents.ts';
import { webhookPayload } from './payload.ts';
import { type Attempt, deliver, type Webhook } from './webhook.ts';

/** What became of one notification. */
export interface Delivery {
  readonly channel: string;
  readonly incident: string;
  readonly transition: Transition;
  readonly attempts: readonly Attempt[];
}

export interface NotifierOptions {
  readonly resources: Resources;
  /** Base address of the console, for links to incidents. */
  readonly consoleUrl: string;
  readonly onDelivery: (delivery: Delivery) => void;
}

/** Notifications that wait for one channel; beyond it the newest is dropped and reported as such. */
const MAX_WAITING = 200;
/** Deliveries remembered for a look at them. */
const KEPT_DELIVERIES = 500;

/** Tells the channels of a policy about its incidents, per channel one after another, in order. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #waiting = new Map<string, number>();
  readonly #tails = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #deliveries: Delivery[] = [];

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Newest last. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  notify(transition: Transition, incident: IncidentRecord): void {
    const { resources, consoleUrl } = this.#options;
    const policy = resources.get(incident.policyName);
    if (policy === undefined || !promptsOf(policy).includes(transition.toUpperCase())) return;
    const payload = webhookPayload(incident, { policy, url: `${consoleUrl}/incidents/${incident.id}` });
    for (const name of (policy.notificationChannels ?? []) as string[]) {
      const channel = resources.get(name);
      const webhook = channel && webhookOf(channel);
      if (webhook) this.#queue(name, webhook, payload, { channel: name, incident: incident.id, transition });
    }
  }

  /** Gives up what is still waiting. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#tails.values());
  }

  #queue(name: string, webhook: Webhook, payload: object, about: Omit<Delivery, 'attempts'>): void {
    const waiting = this.#waiting.get(name) ?? 0;
    if (waiting >= MAX_WAITING) {
      const error = `${MAX_WAITING} notifications wait already`;
      this.#record({ ...about, attempts: [{ ok: false, status: null, error }] });
      return;
    }
    this.#waiting.set(name, waiting + 1);
    const tail = (this.#tails.get(name) ?? Promise.resolve()).then(async () => {
      const attempts = await deliver(webhook, payload, this.#stopping.signal);
      this.#waiting.set(name, (this.#waiting.get(name) ?? 1) - 1);
      this.#record({ ...about, attempts });
    });
    this.#tails.set(name, tail);
  }

  #record(delivery: Delivery): void {
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > KEPT_DELIVERIES) this.#deliveries.shift();
    this.#options.onDelivery(delivery);
  }
}

const BOTH = ['OPENED', 'CLOSED'];

function promptsOf(policy: Resource): readonly string[] {
  const { notificationPrompts } = (policy.alertStrategy ?? {}) as { notificationPrompts?: string[] };
  return notificationPrompts ?? BOTH;
}

/** Undefined for channels that are switched off or of a type that is stored only. */
function webhookOf({ type, labels, enabled }: Resource): Webhook | undefined {
  if (enabled === false || !String(type).startsWith('webhook_')) return undefined;
  const { url = '', username, password } = labels as Partial<Record<string, string>>;
  return { url, ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}
