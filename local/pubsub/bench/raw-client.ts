import { Client, credentials } from '@grpc/grpc-js';
import { methodsOf } from '../src/grpc/proto.ts';
import { WireReader } from '../src/wire/protobuf-bytes.ts';

const methods = new Map(
  ['Publisher', 'Subscriber'].flatMap((service) =>
    methodsOf(`google.pubsub.v1.${service}`).map((method) => [method.name, method] as const),
  ),
);

/** The thinnest client there is, so that the server is what gets measured. */
export class RawClient {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc-node.flow_control_window': 4 * 1024 * 1024,
    });
  }

  /** Sends an encoded or a plain request; the answer stays undecoded. */
  call(name: string, request: object): Promise<Buffer> {
    const method = methods.get(name);
    if (method === undefined) throw new Error(`no method ${name}`);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, answer?: Buffer): void =>
        error === null ? resolve(answer ?? Buffer.alloc(0)) : reject(error);
      this.#client.makeUnaryRequest(method.path, method.requestSerialize, (bytes) => bytes, request, done);
    });
  }

  stream(request: object, onAckIds: (ackIds: string[]) => void): { close(): void } {
    const method = methods.get('StreamingPull');
    if (method === undefined) throw new Error('no method StreamingPull');
    const stream = this.#client.makeBidiStreamRequest(method.path, method.requestSerialize, (bytes) => bytes);
    stream.on('data', (bytes: Buffer) => {
      const ids = readAckIds(bytes);
      if (ids.length > 0) onAckIds(ids);
    });
    stream.on('error', () => {});
    stream.write(request);
    return { close: () => stream.cancel() };
  }

  close(): void {
    this.#client.close();
  }
}

/** Of a StreamingPullResponse, the ack ids only. */
function readAckIds(bytes: Buffer): string[] {
  const ackIds: string[] = [];
  const reader = new WireReader(bytes);
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag !== 0x0a) {
      reader.skip(tag % 8);
      continue;
    }
    const end = reader.varint() + reader.at;
    reader.varint();
    const length = reader.varint();
    ackIds.push(bytes.toString('latin1', reader.at, reader.at + length));
    reader.at = end;
  }
  return ackIds;
}
