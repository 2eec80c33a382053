import { type ParameterFault, Problem } from './problems/catalogue.ts';

/** How one request parameter is read and how it stands in the OpenAPI document: one truth for both. */
export interface Parameter<Value = unknown> {
  readonly description: string;
  /** What a caller should send; ends the sentence "expected …". */
  readonly expected: string;
  /** JSON Schema of the value, as OpenAPI 3.1 shows it. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value, or undefined where `text` is not one. */
  readonly read: (text: string) => Value | undefined;
}

/** AIP-158: a larger page is not refused but cut to this size. */
export const MAX_PAGE_SIZE = 1_000;
export const DEFAULT_PAGE_SIZE = 100;

const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined;

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number | undefined => {
    const value = Number(text);
    return /^-?\d{1,15}$/.test(text) && value >= min && value <= max ? value : undefined;
  };

// A day stands for its midnight in UTC. Only whole RFC 3339 timestamps are taken otherwise: Date alone
// would also accept "1" or "March".
const RFC_3339 = /^\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2}))?$/;

function instant(text: string): string | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const time = new Date(text.toUpperCase());
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999)
    return undefined;
  // "2001-02-30" rolls over to March silently.
  if (text.length === 10 && !time.toISOString().startsWith(text)) return undefined;
  return time.toISOString();
}

const iata = {
  expected: 'an IATA code of three capital letters, such as SFO',
  schema: { type: 'string', pattern: '^[A-Z]{3}$', examples: ['SFO'] },
  read: matching(/^[A-Z]{3}$/),
};

const time = {
  expected: 'an RFC 3339 time such as 2001-01-31T06:00:00Z, or a day such as 2001-01-31',
  schema: {
    anyOf: [
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date' },
    ],
    examples: ['2001-01-31'],
  },
  read: instant,
};

export const PARAMETERS = {
  origin: { description: 'Only flights from this airport.', ...iata },
  destination: { description: 'Only flights to this airport.', ...iata },
  iata: { description: 'The airport.', ...iata },
  system: {
    description: 'Only flights sent by this system.',
    expected: 'the name of a system: lower-case letters, digits and hyphens, such as system-01',
    schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,62}$', examples: ['system-01'] },
    read: matching(/^[a-z0-9][a-z0-9-]{0,62}$/),
  },
  from: { description: 'Only flights with a scheduled departure at or after this time.', ...time },
  to: { description: 'Only flights with a scheduled departure before this time.', ...time },
  min_delay: {
    description: 'Only flights delayed by at least this many minutes; negative is early.',
    expected: 'a whole number of minutes from -10000 to 10000',
    schema: { type: 'integer', minimum: -10_000, maximum: 10_000, examples: [60] },
    read: wholeNumber(-10_000, 10_000),
  },
  event_id: {
    description: 'The id of the event.',
    expected: 'an event id of 1 to 256 printable ASCII characters',
    schema: { type: 'string', minLength: 1, maxLength: 256, pattern: '^[!-~]+$' },
    read: matching(/^[!-~]{1,256}$/),
  },
  page_size: {
    description: `Most items to return; 0 means ${DEFAULT_PAGE_SIZE}, more than ${MAX_PAGE_SIZE} is cut to it.`,
    expected: 'a whole number, 0 or greater',
    schema: { type: 'integer', minimum: 0, default: DEFAULT_PAGE_SIZE },
    read: (text) => {
      const size = wholeNumber(0, Number.MAX_SAFE_INTEGER)(text);
      return size === undefined ? undefined : Math.min(size === 0 ? DEFAULT_PAGE_SIZE : size, MAX_PAGE_SIZE);
    },
  },
  page_token: {
    description: '`next_page_token` of the page before, with the same filters.',
    expected: 'the next_page_token of the page before, unchanged',
    schema: { type: 'string', maxLength: 1_024 },
    read: matching(/^[\w-]{1,1024}$/),
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof PARAMETERS;

/** The values of the parameters named; a parameter not sent is undefined. */
export type Values<Name extends ParameterName> = {
  readonly [Key in Name]?: NonNullable<ReturnType<(typeof PARAMETERS)[Key]['read']>>;
};

/**
 * Reads the parameters a resource takes.
 * @throws Problem naming every unknown or faulty parameter, with the fix for each
 */
export function readParameters<Name extends ParameterName>(
  names: readonly Name[],
  given: Readonly<Record<string, unknown>>,
): Values<Name> {
  const values: Record<string, unknown> = {};
  const unknown: ParameterFault[] = [];
  const faults: ParameterFault[] = [];
  for (const [name, raw] of Object.entries(given)) {
    if (!(names as readonly string[]).includes(name)) unknown.push(unknownParameter(name, names));
    else if (typeof raw !== 'string') faults.push(fault(name, 'is given more than once', 'send it once'));
    else {
      const { read, expected } = PARAMETERS[name as Name];
      const value = read(raw);
      if (value === undefined) faults.push(fault(name, `${shown(raw)} cannot be used`, `send ${expected}`));
      else values[name] = value;
    }
  }
  const { from, to } = values as { from?: string; to?: string };
  if (from !== undefined && to !== undefined && from >= to) {
    faults.push(fault('to', 'is not after `from`', 'send a `to` later than `from`'));
  }
  if (faults.length + unknown.length > 0) {
    const errors = [...faults, ...unknown];
    const detail = errors.map((one) => `${one.parameter}: ${one.detail}`).join('; ');
    throw new Problem(faults.length > 0 ? 'invalid-parameter' : 'unknown-parameter', { detail, errors });
  }
  return values as Values<Name>;
}

function unknownParameter(name: string, names: readonly string[]): ParameterFault {
  const known = names.length === 0 ? 'none' : names.join(', ');
  return fault(name.slice(0, 60), 'is not a parameter of this resource', `remove it; known are: ${known}`);
}

const fault = (parameter: string, detail: string, fix: string): ParameterFault => ({
  parameter,
  detail,
  fix,
});

/** What the caller sent, short enough to be repeated in an answer and a log. */
const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
