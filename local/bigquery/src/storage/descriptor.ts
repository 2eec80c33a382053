/** DescriptorProto as the loader decodes it, as far as rows need it. */
export interface Descriptor {
  readonly name?: string;
  readonly field?: readonly FieldDescriptor[];
  readonly nestedType?: readonly Descriptor[];
  readonly enumType?: readonly {
    readonly name?: string;
    readonly value?: readonly { name?: string; number?: number }[];
  }[];
}

export interface FieldDescriptor {
  readonly name?: string;
  readonly number?: number;
  readonly label?: string;
  readonly type?: string;
  readonly typeName?: string;
  readonly options?: { readonly [extension: string]: unknown };
}

/** What makes a descriptor unusable for a table. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
  readonly extraFields: boolean;
  constructor(message: string, extraFields = false) {
    super(message);
    this.extraFields = extraFields;
  }
}

/** The nested message a field's type name ends in. @throws SchemaMismatch */
export function nested(root: Descriptor, within: Descriptor, field: FieldDescriptor): Descriptor {
  const last = (field.typeName ?? '').split('.').at(-1);
  const found = within.nestedType?.find(({ name }) => name === last) ?? findNested(root, last);
  if (!found)
    throw new SchemaMismatch(
      `The proto descriptor has no message type ${field.typeName ?? ''} for field ${field.name ?? ''}`,
    );
  return found;
}

function findNested(within: Descriptor, name: string | undefined): Descriptor | undefined {
  for (const child of within.nestedType ?? []) {
    if (child.name === name) return child;
    const deeper = findNested(child, name);
    if (deeper) return deeper;
  }
  return undefined;
}
