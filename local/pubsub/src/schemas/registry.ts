import { DELETED_SCHEMA, type State } from '../broker/state.ts';
import type { SchemaDefinition, SchemaSettings } from '../core/resources.ts';
import { invalidArgument, notFound } from '../grpc/status.ts';
import { readData, withAttributes } from '../wire/pubsub-message.ts';
import { checkAvroMessage, compileAvro, type Encoding, SchemaError } from './avro.ts';

/** Schemas as topics use them: which revisions count, and whether messages match one. */
export class SchemaRegistry {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** @throws RpcError NOT_FOUND, INVALID_ARGUMENT */
  checkSettings(settings: SchemaSettings | undefined): void {
    if (settings === undefined || settings.schema === DELETED_SCHEMA) return;
    const { schema = '', encoding, firstRevisionId, lastRevisionId } = settings;
    const revisions = this.#state.schemas.get(schema);
    if (revisions === undefined) throw notFound(schema);
    if (encoding === undefined) throw invalidArgument('schema_settings.encoding must be JSON or BINARY.');
    for (const id of [firstRevisionId, lastRevisionId]) {
      if (id !== undefined && id !== '' && !revisions.some(({ revisionId }) => revisionId === id)) {
        throw notFound(`${schema}@${id}`);
      }
    }
  }

  /**
   * Checks messages against the schema of their topic and marks each with the revision it matches.
   * @returns the messages to store
   * @throws RpcError INVALID_ARGUMENT where one matches no revision
   */
  checkMessages(
    settings: SchemaSettings | undefined,
    messages: readonly Uint8Array[],
  ): readonly Uint8Array[] {
    if (settings === undefined) return messages;
    const { schema = '', encoding = 'JSON' } = settings;
    const revisions = inRange(this.#state.schemas.get(schema) ?? [], settings);
    if (revisions.length === 0) throw invalidArgument(`The topic's schema (schema=${schema}) is deleted.`);
    return messages.map((message) => {
      const revision = matching(revisions, readData(message), encoding);
      return withAttributes(message, {
        googclient_schemaencoding: encoding,
        googclient_schemaname: schema,
        googclient_schemarevisionid: revision.revisionId ?? '',
      });
    });
  }
}

/** Revisions from the first to the last that the settings name, newest first, as most messages match it. */
function inRange(
  revisions: readonly SchemaDefinition[],
  { firstRevisionId, lastRevisionId }: SchemaSettings,
): SchemaDefinition[] {
  const at = (id: string | undefined, otherwise: number): number => {
    const index = revisions.findIndex(({ revisionId }) => revisionId === id);
    return index < 0 ? otherwise : index;
  };
  return revisions.slice(at(firstRevisionId, 0), at(lastRevisionId, revisions.length - 1) + 1).reverse();
}

function matching(
  revisions: readonly SchemaDefinition[],
  data: Uint8Array,
  encoding: Encoding,
): SchemaDefinition {
  let reason = '';
  for (const revision of revisions) {
    try {
      checkAvroMessage(compileAvro(revision.definition ?? ''), data, encoding);
      return revision;
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      reason ||= error.message;
    }
  }
  throw invalidArgument(`Invalid data in message: Message failed schema validation: ${reason}.`);
}
