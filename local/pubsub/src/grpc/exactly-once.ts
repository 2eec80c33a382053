import { Metadata, status } from '@grpc/grpc-js';
import { type AckId, formatAckId } from '../core/ack-id.ts';
import { encode } from './proto.ts';
import { RpcError } from './status.ts';

/**
 * The failure of an Acknowledge or ModifyAckDeadline of an exactly-once subscription: which ack ids are
 * past saving, told in an ErrorInfo, where the clients look for it.
 * Source: https://cloud.google.com/pubsub/docs/exactly-once-delivery
 */
export function exactlyOnceFailure(stale: readonly AckId[]): RpcError {
  const code = status.FAILED_PRECONDITION;
  const message =
    'Some acknowledgement ids in the request were invalid. This could be because the acknowledgement ids have expired or the acknowledgement ids were malformed.';
  const invalid = stale.map(({ subscription, seq, version }) => [
    formatAckId(subscription, seq, version),
    'PERMANENT_FAILURE_INVALID_ACK_ID',
  ]);
  const info = {
    reason: 'EXACTLY_ONCE_ACKID_FAILURE',
    domain: 'pubsub.googleapis.com',
    metadata: Object.fromEntries(invalid),
  };
  const details = [
    { type_url: 'type.googleapis.com/google.rpc.ErrorInfo', value: encode('google.rpc.ErrorInfo', info) },
  ];
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', encode('google.rpc.Status', { code, message, details }));
  return new RpcError(code, message, metadata);
}
