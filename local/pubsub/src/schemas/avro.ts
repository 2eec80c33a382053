import avro from 'avsc';

/** Thrown for a definition that is no Avro schema, or a message that does not match one. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

export type Encoding = 'JSON' | 'BINARY';

/** Compiled schemas by definition; there are at most a few revisions of a few schemas. */
const compiled = new Map<string, avro.Type>();
const MAX_COMPILED = 200;

/** @throws SchemaError */
export function compileAvro(definition: string): avro.Type {
  const known = compiled.get(definition);
  if (known !== undefined) return known;
  try {
    const type = avro.Type.forSchema(JSON.parse(definition) as avro.Schema);
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(definition, type);
    return type;
  } catch (cause) {
    throw new SchemaError(`not a valid Avro schema: ${(cause as Error).message}`, { cause });
  }
}

/** @throws SchemaError where the message does not match the schema */
export function checkAvroMessage(type: avro.Type, message: Uint8Array, encoding: Encoding): void {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  try {
    if (encoding === 'BINARY') type.fromBuffer(bytes);
    else type.fromString(bytes.toString('utf8'));
  } catch (cause) {
    throw new SchemaError((cause as Error).message, { cause });
  }
}
