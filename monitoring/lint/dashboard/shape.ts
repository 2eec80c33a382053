import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const schema = JSON.parse(
  readFileSync(new URL('../../dashboard-format/schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

/** Holds a document against the closed schema of Cloud Monitoring's dashboards. */
export function checkShape(document: unknown): string[] {
  if (validate(document)) return [];
  const lines = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const details = Object.values(params as Record<string, unknown>).filter(
      (value) => typeof value === 'string',
    );
    return `${instancePath || '/'} ${message}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
  });
  return [...new Set(lines)];
}
