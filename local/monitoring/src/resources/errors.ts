/** google.rpc.Code names for the HTTP statuses used here. */
const STATUS = {
  400: 'INVALID_ARGUMENT',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
} as const;

/** A refused call of a REST resource, answered in Google's error shape. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: keyof typeof STATUS;

  constructor(status: keyof typeof STATUS, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** The words of Cloud Monitoring for a value that it does not take. */
export const invalidField = (field: string, value: unknown, reason: string): RestError =>
  new RestError(400, `Field ${field} had an invalid value of "${show(value)}": ${reason}.`);

const show = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

/** A field's name as messages write it: alertStrategy becomes alert_strategy. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
