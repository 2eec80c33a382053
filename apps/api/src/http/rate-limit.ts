import type { RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problems/catalogue.ts';
import { commonHeaders } from './common-headers.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Who calls, where that has been verified. */
      consumer?: string;
    }
  }
}

export interface RateLimitSettings {
  readonly requestsPerMinute: number;
  /** Milliseconds. */
  readonly now: () => number;
  readonly onRefused: () => void;
}

interface Window {
  readonly endsAtMs: number;
  used: number;
}

const WINDOW_MS = 60_000;
// About 10 MB. The least recently seen is forgotten first, and starts a new window when it comes again.
const CONSUMERS_REMEMBERED = 50_000;
// An address is parsed once and not at each request of its connection.
const ADDRESSES_REMEMBERED = 10_000;
// What a provider hands to one customer may be as large as a /56; single addresses of it cost nothing.
const IPV6_NETWORK_BYTES = 7;

/**
 * Requests per minute and consumer: the verified identity, else the address (an IPv6 network counts as one).
 * Counted per instance: with N instances a consumer gets up to N times as many. No promise on its way, which would
 * cost a cached answer more than all the rest of this file.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-07 for the headers
 */
export function limitRate({ requestsPerMinute: limit, now, onRefused }: RateLimitSettings): RequestHandler {
  const windows = new LRUCache<string, Window>({ max: CONSUMERS_REMEMBERED });
  const networks = new LRUCache<string, string>({ max: ADDRESSES_REMEMBERED });
  const policy = `${limit};w=${WINDOW_MS / 1_000}`;

  const windowOf = (consumer: string, atMs: number): Window => {
    const known = windows.get(consumer);
    if (known !== undefined && atMs < known.endsAtMs) return known;
    const window = { endsAtMs: atMs + WINDOW_MS, used: 0 };
    windows.set(consumer, window);
    return window;
  };
  const remembered = (address: string): string => {
    const known = networks.get(address);
    if (known !== undefined) return known;
    const network = networkOf(address);
    networks.set(address, network);
    return network;
  };

  return (req, res, next) => {
    const atMs = now();
    const window = windowOf(res.locals.consumer ?? remembered(req.ip ?? ''), atMs);
    window.used += 1;
    const remaining = Math.max(0, limit - window.used);
    const resetSeconds = Math.ceil((window.endsAtMs - atMs) / 1_000);
    const standing = `limit=${limit}, remaining=${remaining}, reset=${resetSeconds}`;
    commonHeaders(res).push('RateLimit-Policy', policy, 'RateLimit', standing);
    if (window.used <= limit) return next();
    onRefused();
    throw new Problem('rate-limited', {
      detail: `More than ${limit} requests in a minute`,
      retryAfterSeconds: resetSeconds,
    });
  };
}

/** Who an address belongs to, as far as it tells: itself, or its IPv6 network. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, IPV6_NETWORK_BYTES)).toString('hex');
}
