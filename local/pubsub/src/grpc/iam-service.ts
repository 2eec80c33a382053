import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import type { ServiceHandlers } from './rpc.ts';
import { notFound, RpcError } from './status.ts';

interface Policy {
  readonly version?: number;
  readonly bindings?: readonly object[];
  readonly etag?: Buffer;
}

/** google.iam.v1.IAMPolicy: policies are kept and returned; nothing is enforced on this machine. */
export function iamService(broker: Broker): ServiceHandlers {
  const { state } = broker;
  const check = (resource = ''): string => {
    const known = [state.topics, state.subscriptions, state.snapshots, state.schemas];
    if (!known.some((resources) => resources.has(resource))) throw notFound(resource);
    return resource;
  };
  const read = (resource: string): Policy => {
    const policy = state.policies.get(resource) ?? {};
    return { ...policy, etag: createHash('sha256').update(JSON.stringify(policy)).digest().subarray(0, 8) };
  };
  return {
    service: 'google.iam.v1.IAMPolicy',
    unary: {
      GetIamPolicy: (request: { resource?: string }) => read(check(request.resource)),
      async SetIamPolicy(request: { resource?: string; policy?: Policy }) {
        const resource = check(request.resource);
        const { etag, ...policy } = request.policy ?? {};
        if (etag !== undefined && etag.length > 0 && !etag.equals(read(resource).etag ?? Buffer.alloc(0))) {
          throw new RpcError(
            status.ABORTED,
            'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
          );
        }
        await broker.change({ op: 'set-policy', resource, policy });
        return read(resource);
      },
      TestIamPermissions(request: { resource?: string; permissions?: readonly string[] }) {
        check(request.resource);
        return { permissions: request.permissions ?? [] };
      },
    },
  };
}
