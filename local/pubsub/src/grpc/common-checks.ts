import { status } from '@grpc/grpc-js';
import { type Duration, durationMs } from '../core/duration.ts';
import type { Labels } from '../core/resources.ts';
import { invalidArgument, RpcError, tooLarge } from './status.ts';

// https://cloud.google.com/pubsub/docs/create-topic-labels#label_format
const MAX_LABELS = 64;
const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

const DAY_S = 86_400;

/** Bounds of message retention, in seconds: 10 minutes to 31 days. */
const MIN_RETENTION_S = 600;
const MAX_RETENTION_S = 31 * DAY_S;

/** @throws RpcError INVALID_ARGUMENT */
export function checkLabels(labels: Labels | undefined): void {
  const entries = Object.entries(labels ?? {});
  if (entries.length > MAX_LABELS) throw tooLarge('labels_count', entries.length, MAX_LABELS);
  for (const [key, value] of entries) {
    if (!LABEL_KEY.test(key)) throw invalidArgument(`Invalid label key given (key=${key}).`);
    if (!LABEL_VALUE.test(value)) throw invalidArgument(`Invalid label value given (${key}=${value}).`);
  }
}

/** @throws RpcError INVALID_ARGUMENT */
export function checkRetention(retention: Duration | undefined): void {
  const ms = durationMs(retention);
  if (ms !== undefined) checkRange('message_retention_duration', ms / 1000, MIN_RETENTION_S, MAX_RETENTION_S);
}

/** @throws RpcError INVALID_ARGUMENT */
export function checkRange(field: string, value: number, least: number, most: number): void {
  if (value > most) throw tooLarge(field, value, most);
  if (value >= least) return;
  throw invalidArgument(
    `The value for ${field} is too small. You passed ${value} in the request, but the minimum value is ${least}.`,
  );
}

/**
 * Refuses what exists in Pub/Sub but not here: silence would look as if it worked.
 * @throws RpcError UNIMPLEMENTED
 */
export function refuseFields(resource: object, fields: readonly string[]): void {
  const used = fields.find((field) => {
    const value = (resource as Readonly<Record<string, unknown>>)[field];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  if (used !== undefined) {
    throw new RpcError(
      status.UNIMPLEMENTED,
      `${used} is not available on this machine, only in Google Cloud.`,
    );
  }
}
