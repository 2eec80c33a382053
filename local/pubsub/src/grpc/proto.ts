import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';

const require = createRequire(import.meta.url);
const protoRoot = dirname(require.resolve('google-proto-files/package.json'));

/**
 * The published protos of the API, with one change: messages travel as undecoded bytes (the same on the
 * wire), so that the server never takes apart what it only stores and passes on.
 */
function loadRoot(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.startsWith('google/') ? join(protoRoot, target) : target);
  root.loadSync([
    'google/pubsub/v1/pubsub.proto',
    'google/pubsub/v1/schema.proto',
    'google/iam/v1/iam_policy.proto',
    'google/rpc/status.proto',
    'google/rpc/error_details.proto',
  ]);
  asBytes(root, 'google.pubsub.v1.PublishRequest', 'messages');
  asBytes(root, 'google.pubsub.v1.ReceivedMessage', 'message');
  return root;
}

function asBytes(root: protobuf.Root, type: string, field: string): void {
  const found = root.lookupType(type).fields[field];
  if (found === undefined) throw new Error(`${type} has no field ${field}`);
  found.type = 'bytes';
  found.resolvedType = null;
}

const root = loadRoot();

/** Plain data out of a message: 64-bit integers as numbers, enums by name, unset fields left out. */
const PLAIN: protobuf.IConversionOptions = { longs: Number, enums: String, bytes: Buffer, json: true };

/** Calls that carry messages or ack ids by the thousand: taken as decoded, without a copy into plain data. */
const HOT_REQUESTS = new Set([
  'PublishRequest',
  'AcknowledgeRequest',
  'ModifyAckDeadlineRequest',
  'StreamingPullRequest',
]);

export interface MethodDefinition {
  readonly path: string;
  readonly name: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: unknown) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (value: unknown) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

/** Encodes plain data; bytes that are encoded already pass as they are. */
function serializer(type: protobuf.Type): (value: unknown) => Buffer {
  return (value) =>
    Buffer.isBuffer(value) ? value : (type.encode(type.fromObject(value as object)).finish() as Buffer);
}

function deserializer(type: protobuf.Type): (bytes: Buffer) => unknown {
  if (HOT_REQUESTS.has(type.name)) return (bytes) => type.decode(bytes);
  return (bytes) => type.toObject(type.decode(bytes), PLAIN);
}

/** The methods of a service of the API, as gRPC wants them. */
export function methodsOf(service: string): MethodDefinition[] {
  const { fullName, methodsArray } = root.lookupService(service);
  return methodsArray.map((method) => {
    method.resolve();
    const request = method.resolvedRequestType;
    const response = method.resolvedResponseType;
    if (request === null || response === null) throw new Error(`${service}.${method.name} is unresolved`);
    return {
      path: `/${fullName.slice(1)}/${method.name}`,
      name: method.name,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      requestSerialize: serializer(request),
      requestDeserialize: deserializer(request),
      responseSerialize: serializer(response),
      responseDeserialize: deserializer(response),
    };
  });
}

/** Encodes plain data as the named message. */
export function encode(type: string, value: object): Buffer {
  return serializer(root.lookupType(type))(value);
}

/** Decodes the named message into plain data. */
export function decode(type: string, bytes: Uint8Array): unknown {
  const found = root.lookupType(type);
  return found.toObject(found.decode(bytes), PLAIN);
}
