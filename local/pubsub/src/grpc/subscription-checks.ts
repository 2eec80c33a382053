import { durationMs } from '../core/duration.ts';
import type { SubscriptionSettings } from '../core/resources.ts';
import { parseFilter } from '../filter/filter.ts';
import { FilterSyntaxError } from '../filter/tokens.ts';
import { MAX_ACK_DEADLINE_SECONDS } from './ack-checks.ts';
import { checkLabels, checkRange, checkRetention, refuseFields } from './common-checks.ts';
import { checkName } from './names.ts';
import { invalidArgument, tooLarge } from './status.ts';

const DAY_S = 86_400;
const DEFAULT_RETENTION_S = 7 * DAY_S;
const DEFAULT_TTL_S = 31 * DAY_S;
const DEFAULT_ACK_DEADLINE_S = 10;
const DEFAULT_DELIVERY_ATTEMPTS = 5;
const MAX_DELIVERY_ATTEMPTS = 100;
const DEFAULT_MIN_BACKOFF_S = 10;
const MAX_BACKOFF_S = 600;
const MAX_FILTER_BYTES = 256;

const CLOUD_ONLY = ['bigqueryConfig', 'cloudStorageConfig', 'bigtableConfig', 'messageTransforms'];

/** A subscription as it may come in a request. */
export type SubscriptionRequest = Partial<SubscriptionSettings>;

/**
 * Checks a subscription's settings and fills in Pub/Sub's defaults.
 * @throws RpcError INVALID_ARGUMENT, or UNIMPLEMENTED for what only the cloud has
 */
export function completeSubscription(
  request: SubscriptionRequest,
  name: string,
  topic: string,
): SubscriptionSettings {
  refuseFields(request, CLOUD_ONLY);
  checkLabels(request.labels);
  checkRetention(request.messageRetentionDuration);
  checkExpiration(request);
  checkFilter(request.filter ?? '');
  checkPush(request);
  const ackDeadlineSeconds = request.ackDeadlineSeconds || DEFAULT_ACK_DEADLINE_S;
  checkRange('ack_deadline_seconds', ackDeadlineSeconds, DEFAULT_ACK_DEADLINE_S, MAX_ACK_DEADLINE_SECONDS);
  const { tags: _tags, ...kept } = request as SubscriptionRequest & { readonly tags?: unknown };
  return {
    pushConfig: {},
    messageRetentionDuration: { seconds: DEFAULT_RETENTION_S },
    expirationPolicy: { ttl: { seconds: DEFAULT_TTL_S } },
    ...kept,
    ...completeDeadLetterPolicy(request),
    ...completeRetryPolicy(request),
    ackDeadlineSeconds,
    name,
    topic,
    state: 'ACTIVE',
  };
}

function checkExpiration({ expirationPolicy, messageRetentionDuration }: SubscriptionRequest): void {
  const ttlMs = durationMs(expirationPolicy?.ttl);
  if (ttlMs === undefined) return;
  if (ttlMs < DAY_S * 1000) {
    throw invalidArgument('The expiration policy ttl must be at least 1 day, or unset for never.');
  }
  const retentionMs = durationMs(messageRetentionDuration) ?? DEFAULT_RETENTION_S * 1000;
  if (ttlMs < retentionMs) {
    throw invalidArgument('The expiration policy ttl must not be shorter than message_retention_duration.');
  }
}

function checkFilter(filter: string): void {
  if (filter === '') return;
  const bytes = Buffer.byteLength(filter);
  if (bytes > MAX_FILTER_BYTES) throw tooLarge('filter_size', bytes, MAX_FILTER_BYTES);
  try {
    parseFilter(filter);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw invalidArgument(`Invalid filter given (filter=${filter}): ${error.message}.`);
  }
}

function checkPush({ pushConfig, enableExactlyOnceDelivery }: SubscriptionRequest): void {
  const endpoint = pushConfig?.pushEndpoint ?? '';
  if (endpoint === '') return;
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint)) {
    throw invalidArgument(
      `Invalid push endpoint given (endpoint=${endpoint}). Refer to https://cloud.google.com/pubsub/docs/subscriber#create for more information.`,
    );
  }
  if (enableExactlyOnceDelivery === true) {
    throw invalidArgument('Exactly-once delivery is only supported for pull subscriptions.');
  }
}

function completeDeadLetterPolicy({ deadLetterPolicy }: SubscriptionRequest): SubscriptionRequest {
  if (deadLetterPolicy === undefined) return {};
  const maxDeliveryAttempts = deadLetterPolicy.maxDeliveryAttempts || DEFAULT_DELIVERY_ATTEMPTS;
  checkRange(
    'dead_letter_policy.max_delivery_attempts',
    maxDeliveryAttempts,
    DEFAULT_DELIVERY_ATTEMPTS,
    MAX_DELIVERY_ATTEMPTS,
  );
  const deadLetterTopic = checkName(deadLetterPolicy.deadLetterTopic, 'topics');
  return { deadLetterPolicy: { deadLetterTopic, maxDeliveryAttempts } };
}

function completeRetryPolicy({ retryPolicy }: SubscriptionRequest): SubscriptionRequest {
  if (retryPolicy === undefined) return {};
  const minimumBackoff = retryPolicy.minimumBackoff ?? { seconds: DEFAULT_MIN_BACKOFF_S };
  const maximumBackoff = retryPolicy.maximumBackoff ?? { seconds: MAX_BACKOFF_S };
  const least = (durationMs(minimumBackoff) ?? 0) / 1000;
  const most = (durationMs(maximumBackoff) ?? 0) / 1000;
  checkRange('retry_policy.minimum_backoff', least, 0, MAX_BACKOFF_S);
  checkRange('retry_policy.maximum_backoff', most, 0, MAX_BACKOFF_S);
  if (least > most) {
    throw invalidArgument(
      'retry_policy.minimum_backoff must not be longer than retry_policy.maximum_backoff.',
    );
  }
  return { retryPolicy: { minimumBackoff, maximumBackoff } };
}
