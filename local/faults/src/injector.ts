import { seededRandom } from '@flightdeck/random';
import { type Fault, type FaultKind, type FaultRequest, faultRequest } from './fault.ts';

/** Thrown when a fault cannot be set; its message says which field and why. */
export class FaultRequestError extends Error {
  override readonly name = 'FaultRequestError';
}

export interface FaultInjectorOptions {
  /** The kinds this server honours; another is refused, so that no fault is silently without effect. */
  readonly supports: readonly FaultKind[];
  /** Milliseconds since the epoch, on the real clock. */
  readonly now?: () => number;
}

/** What a server must do to one call. */
export interface CallPlan {
  /** Wait this long first, in milliseconds. */
  readonly delayMs: number;
  /** Refuse the call before it has any effect. */
  readonly refuse?: {
    readonly kind: 'unavailable' | 'error' | 'quota' | 'disk-full';
    readonly code?: string;
  };
  /** Cut the connection before the call has any effect. */
  readonly reset: boolean;
  /** Let the call take effect, then cut the connection instead of answering. */
  readonly loseResponse: boolean;
}

export interface FaultInjector {
  readonly supports: readonly FaultKind[];
  /** @throws FaultRequestError */
  add(request: unknown): Fault;
  /** Ends one fault now; its counts stay readable. */
  remove(id: string): Fault | undefined;
  /** Ends every fault now. */
  clear(): void;
  /** Set and ended faults, newest last, with their counts. */
  list(): readonly Fault[];
  isActive(fault: Fault): boolean;
  /** Rolls the dice for one call, message or row: the first active fault of this kind that hits it. */
  roll(kind: FaultKind, method: string): Fault | undefined;
  /** Rolls for the kinds that concern a whole call. */
  plan(method: string): CallPlan;
  /** A delay in milliseconds for one message of a stream, 0 when none. */
  streamDelayMs(method: string): number;
  /** How far the server's clock is off, in milliseconds. */
  clockOffsetMs(): number;
}

/** Ended faults kept for their counts; the oldest go first. */
const KEPT_FAULTS = 200;

const NO_PLAN: CallPlan = Object.freeze({ delayMs: 0, reset: false, loseResponse: false });

interface ArmedFault {
  readonly fault: Fault;
  readonly pattern: RegExp;
  readonly random: () => number;
}

/** Holds the faults of one server. With none set, every question costs one length check. */
export function createFaultInjector({ supports, now = Date.now }: FaultInjectorOptions): FaultInjector {
  const faults: Fault[] = [];
  let armed: ArmedFault[] = [];
  let count = 0;

  const isActive = (fault: Fault): boolean => fault.endsAt > now();

  const end = (fault: Fault): void => {
    fault.endsAt = Math.min(fault.endsAt, now());
    armed = armed.filter((other) => other.fault !== fault);
  };

  const hit = (kind: FaultKind, method: string): ArmedFault | undefined => {
    for (const candidate of armed) {
      const { fault, pattern, random } = candidate;
      if (fault.kind !== kind || !isActive(fault) || !pattern.test(method)) continue;
      fault.matched += 1;
      if (random() >= fault.share) continue;
      fault.injected += 1;
      return candidate;
    }
    return undefined;
  };

  return {
    supports,
    isActive,
    add(request) {
      const parsed = parse(request, supports);
      count += 1;
      const setAt = now();
      const endsAt = setAt + parsed.durationSeconds * 1000;
      const fault: Fault = { ...parsed, id: `fault-${count}`, setAt, endsAt, matched: 0, injected: 0 };
      faults.push(fault);
      armed = [
        ...armed.filter((other) => isActive(other.fault)),
        { fault, pattern: globPattern(parsed.method), random: seededRandom(parsed.seed).next },
      ];
      for (const old of faults.splice(0, Math.max(0, faults.length - KEPT_FAULTS))) end(old);
      return fault;
    },
    remove(id) {
      const fault = faults.find((candidate) => candidate.id === id);
      if (fault) end(fault);
      return fault;
    },
    clear: () => {
      for (const fault of faults) end(fault);
    },
    list: () => faults,
    roll: (kind, method) => hit(kind, method)?.fault,
    plan(method) {
      if (armed.length === 0) return NO_PLAN;
      const delayMs = delay(hit('latency', method));
      for (const kind of ['unavailable', 'error', 'quota', 'disk-full'] as const) {
        const fault = hit(kind, method)?.fault;
        if (!fault) continue;
        const refuse = fault.code === undefined ? { kind } : { kind, code: fault.code };
        return { delayMs, refuse, reset: false, loseResponse: false };
      }
      if (hit('reset', method)) return { delayMs, reset: true, loseResponse: false };
      return { delayMs, reset: false, loseResponse: hit('lose-response', method) !== undefined };
    },
    streamDelayMs: (method) => delay(hit('slow-stream', method)),
    clockOffsetMs: () => (hit('clock-jump', 'clock')?.fault.jumpSeconds ?? 0) * 1000,
  };
}

function delay(hit: ArmedFault | undefined): number {
  if (hit?.fault.latency === undefined) return 0;
  const { distribution, meanMs } = hit.fault.latency;
  if (distribution === 'fixed') return meanMs;
  if (distribution === 'uniform') return 2 * meanMs * hit.random();
  return -meanMs * Math.log(1 - hit.random());
}

function parse(request: unknown, supports: readonly FaultKind[]): FaultRequest {
  const result = faultRequest.safeParse(request);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw new FaultRequestError(faults.join('; '));
  }
  if (supports.includes(result.data.kind)) return result.data;
  throw new FaultRequestError(
    `kind: this server does not honour "${result.data.kind}"; it honours ${supports.join(', ')}`,
  );
}

function globPattern(glob: string): RegExp {
  const escaped = glob.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`);
}
