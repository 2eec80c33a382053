import type { z } from 'zod';
import { invalidField, RestError, snakeCase } from './errors.ts';

/**
 * Checks a body against the shape of its resource; the body itself stays as it was sent, because what is
 * answered must be what was sent.
 * @param field the resource's name in messages, such as notification_channel
 * @throws RestError naming the first fault
 */
export function checkShape(schema: z.ZodType, body: unknown, field: string): void {
  const issue = schema.safeParse(body).error?.issues[0];
  if (issue === undefined) return;
  const path = showPath(field, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const message = `Invalid JSON payload received. Unknown name "${issue.keys[0]}" at '${path}': Cannot find field.`;
    throw new RestError(400, message);
  }
  throw invalidField(path, valueAt(body, issue.path), issue.message.replace(/\.$/, ''));
}

const showPath = (field: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${snakeCase(String(part))}`),
    field,
  );

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  return value;
}
