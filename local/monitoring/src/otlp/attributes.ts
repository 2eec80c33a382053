/** OTLP's AnyValue in its JSON form. */
export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  readonly bytesValue?: string | Uint8Array;
}

export interface KeyValue {
  readonly key?: string;
  readonly value?: AnyValue;
}

export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | AttributeValue[]
  | { [key: string]: AttributeValue };
export type Attributes = Record<string, AttributeValue>;

export function readAttributes(list: readonly KeyValue[] | undefined): Attributes {
  const attributes: Attributes = Object.create(null);
  for (const { key, value } of list ?? []) attributes[key ?? ''] = readValue(value);
  return attributes;
}

/** Attributes as labels: values that are no text become their JSON. */
export function readLabels(list: readonly KeyValue[] | undefined): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  for (const { key, value } of list ?? []) {
    labels[key ?? ''] = value?.stringValue ?? asText(readValue(value));
  }
  return labels;
}

function readValue(value: AnyValue | undefined): AttributeValue {
  if (value === undefined) return null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(readValue);
  if (value.kvlistValue !== undefined) return readAttributes(value.kvlistValue.values);
  if (typeof value.bytesValue === 'string') return value.bytesValue;
  return value.bytesValue === undefined ? null : Buffer.from(value.bytesValue).toString('base64');
}

const asText = (value: AttributeValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
