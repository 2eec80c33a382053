import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { type ProviderSchema, toGetSchemaResponse } from './schema.ts';

export interface StandIn {
  /** The value of TF_REATTACH_PROVIDERS that makes Terraform use this process as its provider. */
  reattach: string;
  close(): void;
}

/** The largest known provider schema is 20 MB on the wire. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/**
 * Stands in for the provider hashicorp/google where its binary cannot be had: knows every argument of the
 * schema, so unknown, missing and mistyped ones are caught; does not know the provider's own value checks.
 * Serves plain gRPC on loopback, as Terraform's reattach protocol expects.
 */
export async function startStandIn(schema: ProviderSchema): Promise<StandIn> {
  const definition = loadSync(fileURLToPath(new URL('./tfplugin5.proto', import.meta.url)), {
    keepCase: true,
    longs: Number,
  });
  const { tfplugin5 } = grpc.loadPackageDefinition(definition) as unknown as {
    tfplugin5: { Provider: grpc.ServiceClientConstructor };
  };
  const answer = toGetSchemaResponse(schema);
  const respond = (value: object) => (_call: unknown, done: grpc.sendUnaryData<object>) => done(null, value);

  const server = new grpc.Server({
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(tfplugin5.Provider.service, {
    GetSchema: respond(answer),
    PrepareProviderConfig: (
      call: grpc.ServerUnaryCall<{ config: object }, object>,
      done: grpc.sendUnaryData<object>,
    ) => done(null, { prepared_config: call.request.config }),
    ValidateResourceTypeConfig: respond({}),
    ValidateDataSourceConfig: respond({}),
    Configure: respond({}),
    Stop: respond({}),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const reattach = {
    'hashicorp/google': {
      Protocol: 'grpc',
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
    },
  };
  return { reattach: JSON.stringify(reattach), close: () => server.forceShutdown() };
}
