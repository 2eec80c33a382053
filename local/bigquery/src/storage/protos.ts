import { join } from 'node:path';
import { loadPackageDefinition, type ServiceClientConstructor, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { getProtoPath } from 'google-proto-files';

const ROOT = join(getProtoPath(), '..');

/** The definition of google.cloud.bigquery.storage.v1.BigQueryWrite. */
export function bigQueryWrite(): ServiceDefinition {
  const definition = loadSync('google/cloud/bigquery/storage/v1/storage.proto', {
    includeDirs: [ROOT],
    keepCase: false,
    // 64-bit numbers as strings keep every digit; offsets are turned into bigint where they are used.
    longs: String,
    enums: String,
    defaults: false,
    oneofs: true,
  });
  const { google } = loadPackageDefinition(definition) as unknown as {
    google: { cloud: { bigquery: { storage: { v1: { BigQueryWrite: ServiceClientConstructor } } } } };
  };
  return google.cloud.bigquery.storage.v1.BigQueryWrite.service;
}
