/** `terraform providers schema -json`, as far as it is read here. */
interface JsonAttribute {
  type?: unknown;
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
  deprecated?: boolean;
  write_only?: boolean;
}
interface JsonBlock {
  attributes?: Record<string, JsonAttribute>;
  block_types?: Record<string, JsonNestedBlock>;
  deprecated?: boolean;
}
interface JsonNestedBlock {
  nesting_mode: string;
  block: JsonBlock;
  min_items?: number;
  max_items?: number;
}
interface JsonSchema {
  version?: number;
  block: JsonBlock;
}
export interface ProviderSchema {
  provider: JsonSchema;
  resource_schemas: Record<string, JsonSchema>;
  data_source_schemas: Record<string, JsonSchema>;
}
export interface SchemaFile {
  provider_schemas: Record<string, ProviderSchema>;
}

/** The protocol's `NestedBlock.NestingMode`. */
const NESTING: Record<string, number> = { single: 1, list: 2, set: 3, map: 4, group: 5 };

/** The provider `hashicorp/google` of a schema file. @throws Error when the file holds no such provider. */
export function googleProvider(file: SchemaFile): ProviderSchema {
  const name = Object.keys(file.provider_schemas ?? {}).find((key) => key.endsWith('hashicorp/google'));
  const schema = name === undefined ? undefined : file.provider_schemas[name];
  if (schema === undefined) {
    throw new Error(
      'the schema file holds no provider hashicorp/google; make it with `terraform providers schema -json`',
    );
  }
  return schema;
}

/** The schema file's JSON as the answer to the protocol's GetSchema. */
export function toGetSchemaResponse(schema: ProviderSchema): object {
  const all = (schemas: Record<string, JsonSchema>) =>
    Object.fromEntries(Object.entries(schemas).map(([name, value]) => [name, toSchema(value)]));
  return {
    provider: toSchema(schema.provider ?? { block: {} }),
    resource_schemas: all(schema.resource_schemas),
    data_source_schemas: all(schema.data_source_schemas),
  };
}

function toSchema({ version = 0, block }: JsonSchema): object {
  return { version, block: toBlock(block) };
}

function toBlock({ attributes = {}, block_types = {}, deprecated = false }: JsonBlock): object {
  return {
    attributes: Object.entries(attributes).map(([name, { type, ...flags }]) => ({
      ...flags,
      name,
      type: Buffer.from(JSON.stringify(type)),
    })),
    block_types: Object.entries(block_types).map(([type_name, nested]) => ({
      type_name,
      block: toBlock(nested.block),
      nesting: NESTING[nested.nesting_mode] ?? 0,
      min_items: nested.min_items ?? 0,
      max_items: nested.max_items ?? 0,
    })),
    deprecated,
  };
}
