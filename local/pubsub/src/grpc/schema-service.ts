import { status } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import { toTimestamp } from '../core/duration.ts';
import type { SchemaDefinition } from '../core/resources.ts';
import { checkAvroMessage, compileAvro, type Encoding, SchemaError } from '../schemas/avro.ts';
import type { Paging } from './messages.ts';
import { checkName, checkProject } from './names.ts';
import { page, pageOf } from './paging.ts';
import type { ServiceHandlers } from './rpc.ts';
import { alreadyExists, failedPrecondition, invalidArgument, notFound, RpcError } from './status.ts';

/** Most revisions of one schema, as in Pub/Sub. */
const MAX_REVISIONS = 20;
/** Largest definition, in bytes. */
const MAX_DEFINITION_BYTES = 300_000;

interface Viewed {
  readonly name?: string;
  readonly view?: 'BASIC' | 'FULL';
}

/** google.pubsub.v1.SchemaService */
export function schemaService(broker: Broker, randomId: () => string): ServiceHandlers {
  const { schemas } = broker.state;
  const find = (
    name = '',
  ): { schema: string; revisions: readonly SchemaDefinition[]; revision: SchemaDefinition } => {
    const [schema = '', id] = name.split('@');
    const revisions = schemas.get(checkName(schema, 'schemas'));
    const revision =
      id === undefined ? revisions?.at(-1) : revisions?.find(({ revisionId }) => revisionId === id);
    if (revisions === undefined || revision === undefined) throw notFound(name);
    return { schema, revisions, revision };
  };
  const newRevision = (name: string, { type, definition }: Partial<SchemaDefinition>): SchemaDefinition => ({
    name,
    ...(type === undefined ? {} : { type }),
    ...(definition === undefined ? {} : { definition }),
    revisionId: randomId(),
    revisionCreateTime: toTimestamp(broker.clock.now()),
  });
  const put = async (name: string, revisions: readonly SchemaDefinition[]): Promise<SchemaDefinition> => {
    await broker.change({ op: 'put-schema', name, revisions });
    return revisions.at(-1) as SchemaDefinition;
  };
  const add = (name: string, revisions: readonly SchemaDefinition[], next: Partial<SchemaDefinition>) => {
    if (revisions.length >= MAX_REVISIONS) {
      throw failedPrecondition(`A schema can have at most ${MAX_REVISIONS} revisions; delete one first.`);
    }
    return put(name, [...revisions, newRevision(name, next)]);
  };
  return {
    service: 'google.pubsub.v1.SchemaService',
    unary: {
      async CreateSchema(request: {
        parent?: string;
        schema?: Partial<SchemaDefinition>;
        schemaId?: string;
      }) {
        const name = checkName(
          `${checkProject(request.parent)}/schemas/${request.schemaId ?? ''}`,
          'schemas',
        );
        checkDefinition(request.schema);
        if (schemas.has(name)) throw alreadyExists(name);
        return add(name, [], request.schema ?? {});
      },
      GetSchema: (request: Viewed) => shown(find(request.name).revision, request.view ?? 'FULL'),
      ListSchemas(request: Paging & Viewed & { parent?: string }) {
        const { entries, nextPageToken } = pageOf(schemas, checkProject(request.parent), request);
        const latest = entries.map((revisions) => revisions.at(-1) as SchemaDefinition);
        return { schemas: latest.map((schema) => shown(schema, request.view)), nextPageToken };
      },
      ListSchemaRevisions(request: Paging & Viewed) {
        // Newest first; revisions are named by their age, so that a token stays good when one is added.
        const { revisions } = find(request.name);
        const byAge = new Map(
          [...revisions].reverse().map((revision, i) => [String(i).padStart(4, '0'), revision] as const),
        );
        const { names, nextPageToken } = page(byAge.keys(), request);
        const entries = names.flatMap((age) => byAge.get(age) ?? []);
        return { schemas: entries.map((schema) => shown(schema, request.view)), nextPageToken };
      },
      async CommitSchema(request: { name?: string; schema?: Partial<SchemaDefinition> }) {
        const { schema, revisions, revision } = find(request.name);
        checkDefinition(request.schema);
        if (request.schema?.type !== revision.type) {
          throw invalidArgument('The type of a schema cannot change from one revision to the next.');
        }
        return add(schema, revisions, request.schema ?? {});
      },
      async RollbackSchema(request: { name?: string; revisionId?: string }) {
        const { schema, revisions } = find(request.name);
        return add(schema, revisions, find(`${schema}@${request.revisionId}`).revision);
      },
      async DeleteSchemaRevision(request: { name?: string; revisionId?: string }) {
        const named = request.name?.includes('@') === true;
        const { schema, revisions, revision } = find(
          named ? request.name : `${request.name}@${request.revisionId ?? ''}`,
        );
        if (revisions.length === 1) {
          throw failedPrecondition('The only revision of a schema cannot be deleted; delete the schema.');
        }
        return put(
          schema,
          revisions.filter((other) => other !== revision),
        );
      },
      async DeleteSchema(request: { name?: string }) {
        await broker.change({ op: 'delete-schema', name: find(request.name).schema });
        return {};
      },
      ValidateSchema(request: { parent?: string; schema?: Partial<SchemaDefinition> }) {
        checkProject(request.parent);
        checkDefinition(request.schema);
        return {};
      },
      ValidateMessage(request: {
        parent?: string;
        name?: string;
        schema?: Partial<SchemaDefinition>;
        message?: Buffer;
        encoding?: Encoding;
      }) {
        checkProject(request.parent);
        const schema = request.schema ?? find(request.name).revision;
        checkDefinition(schema);
        if (request.encoding === undefined) throw invalidArgument('encoding must be JSON or BINARY.');
        try {
          checkAvroMessage(
            compileAvro(schema.definition ?? ''),
            request.message ?? Buffer.alloc(0),
            request.encoding,
          );
        } catch (error) {
          throw invalidArgument(
            `Invalid data in message: Message failed schema validation: ${reason(error)}.`,
          );
        }
        return {};
      },
    },
  };
}

/** @throws RpcError INVALID_ARGUMENT, or UNIMPLEMENTED for Protocol Buffers */
function checkDefinition(schema: Partial<SchemaDefinition> | undefined): void {
  const { type, definition = '' } = schema ?? {};
  if (type === 'PROTOCOL_BUFFER') {
    throw new RpcError(
      status.UNIMPLEMENTED,
      'Schemas of type PROTOCOL_BUFFER are not available on this machine, only in Google Cloud; AVRO is.',
    );
  }
  if (type !== 'AVRO') throw invalidArgument('schema.type must be AVRO or PROTOCOL_BUFFER.');
  if (Buffer.byteLength(definition) > MAX_DEFINITION_BYTES)
    throw invalidArgument('schema.definition is too large.');
  try {
    compileAvro(definition);
  } catch (error) {
    throw invalidArgument(`Invalid schema definition: ${reason(error)}.`);
  }
}

function reason(error: unknown): string {
  if (error instanceof SchemaError) return error.message;
  throw error;
}

function shown(schema: SchemaDefinition, view: 'BASIC' | 'FULL' | undefined): SchemaDefinition {
  if (view === 'FULL') return schema;
  const { definition: _definition, ...basic } = schema;
  return basic;
}
