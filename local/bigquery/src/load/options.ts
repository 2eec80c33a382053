import { type FieldResource, readFields } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import type { TableName } from '../googlesql/names.ts';
import { wholeNumber } from '../rest/route.ts';

/** A checked `configuration.load`. */
export interface LoadOptions {
  readonly table: TableName;
  readonly format: 'CSV' | 'NEWLINE_DELIMITED_JSON';
  readonly schema: readonly FieldResource[] | undefined;
  readonly autodetect: boolean;
  readonly create: boolean;
  readonly write: 'WRITE_APPEND' | 'WRITE_EMPTY' | 'WRITE_TRUNCATE';
  readonly allowAddition: boolean;
  readonly allowRelaxation: boolean;
  readonly maxBadRecords: number;
  readonly ignoreUnknownValues: boolean;
  readonly csv: CsvOptions;
  /** What a table made by this job is described with: partitioning, clustering, labels. */
  readonly tableProperties: Readonly<Record<string, unknown>>;
}

export interface CsvOptions {
  /** Undefined lets autodetection look for a header. */
  readonly skipLeadingRows: number | undefined;
  readonly delimiter: string;
  /** Undefined where quoting is off. */
  readonly quote: string | undefined;
  readonly allowQuotedNewlines: boolean;
  readonly allowJaggedRows: boolean;
  readonly nullMarkers: readonly string[];
  readonly encoding: 'utf8' | 'latin1';
}

const HONOURED = new Set([
  ...['destinationTable', 'sourceFormat', 'schema', 'autodetect', 'createDisposition', 'writeDisposition'],
  ...['schemaUpdateOptions', 'maxBadRecords', 'ignoreUnknownValues', 'skipLeadingRows', 'fieldDelimiter'],
  ...['quote', 'allowQuotedNewlines', 'allowJaggedRows', 'nullMarker', 'nullMarkers', 'encoding'],
  ...['timePartitioning', 'clustering', 'destinationTableProperties'],
]);

/** @throws ApiError `invalid` for what contradicts itself, `notImplemented` for what is not served */
export function readLoadOptions(configuration: Readonly<Record<string, unknown>>): LoadOptions {
  const given = Object.fromEntries(
    Object.entries(configuration).filter(([, value]) => value !== undefined && value !== null),
  );
  if (Array.isArray(given.sourceUris) && given.sourceUris.length > 0)
    throw new ApiError(
      'notImplemented',
      'sourceUris are not supported here: there is no Cloud Storage. Upload the data (uploadType=multipart or resumable).',
      'configuration.load.sourceUris',
    );
  for (const name of Object.keys(given))
    if (name !== 'sourceUris' && !HONOURED.has(name))
      throw new ApiError(
        'notImplemented',
        `Load option ${name} is not supported here; leave it out.`,
        `configuration.load.${name}`,
      );
  const csv = readCsvOptions(given);
  const { fields } = (given.schema ?? {}) as { fields?: FieldResource[] };
  if (fields) readFields(fields);
  const updates = (given.schemaUpdateOptions ?? []) as string[];
  const write = oneOf(given, 'writeDisposition', ['WRITE_APPEND', 'WRITE_EMPTY', 'WRITE_TRUNCATE']);
  for (const update of updates)
    oneOf({ schemaUpdateOptions: update }, 'schemaUpdateOptions', [
      'ALLOW_FIELD_ADDITION',
      'ALLOW_FIELD_RELAXATION',
    ]);
  if (updates.length > 0 && write === 'WRITE_EMPTY')
    throw invalid('Schema update options should only be specified with WRITE_APPEND or WRITE_TRUNCATE.');
  const create = oneOf(given, 'createDisposition', ['CREATE_IF_NEEDED', 'CREATE_NEVER']);
  return {
    table: readDestination(given.destinationTable),
    format: readFormat(given.sourceFormat),
    schema: fields && fields.length > 0 ? fields : undefined,
    autodetect: given.autodetect === true,
    create: create === 'CREATE_IF_NEEDED',
    write,
    allowAddition: updates.includes('ALLOW_FIELD_ADDITION'),
    allowRelaxation: updates.includes('ALLOW_FIELD_RELAXATION'),
    maxBadRecords: wholeNumber(given.maxBadRecords, 'maxBadRecords') ?? 0,
    ignoreUnknownValues: given.ignoreUnknownValues === true,
    csv,
    tableProperties: {
      ...(given.destinationTableProperties as object | undefined),
      ...(given.timePartitioning ? { timePartitioning: given.timePartitioning } : {}),
      ...(given.clustering ? { clustering: given.clustering } : {}),
    },
  };
}

function readDestination(value: unknown): TableName {
  const { projectId, datasetId, tableId } = (value ?? {}) as Record<string, string | undefined>;
  if (!projectId || !datasetId || !tableId)
    throw new ApiError('required', 'Required parameter is missing: destinationTable', 'destinationTable');
  return { project: projectId, dataset: datasetId, table: tableId };
}

function readFormat(value: unknown): LoadOptions['format'] {
  const format = String(value ?? 'CSV').toUpperCase();
  if (format === 'CSV' || format === 'NEWLINE_DELIMITED_JSON') return format;
  throw new ApiError(
    'notImplemented',
    `sourceFormat ${format} is not supported here: send CSV or NEWLINE_DELIMITED_JSON.`,
    'configuration.load.sourceFormat',
  );
}

const ENCODINGS: Readonly<Record<string, CsvOptions['encoding']>> = {
  'UTF-8': 'utf8',
  'ISO-8859-1': 'latin1',
};

function readCsvOptions(given: Readonly<Record<string, unknown>>): CsvOptions {
  const encoding = ENCODINGS[String(given.encoding ?? 'UTF-8').toUpperCase()];
  if (!encoding)
    throw new ApiError(
      'notImplemented',
      `encoding ${String(given.encoding)} is not supported here: send UTF-8 or ISO-8859-1.`,
      'configuration.load.encoding',
    );
  const delimiter = String(given.fieldDelimiter ?? ',').replace(/^(tab|\\t)$/i, '\t');
  if (delimiter.length !== 1)
    throw invalid(`Field delimiter must be a single character, found:"${delimiter}"`);
  const quote = String(given.quote ?? '"');
  if (quote.length > 1) throw invalid(`Quote must be a single character or empty, found:"${quote}"`);
  if (given.nullMarker !== undefined && given.nullMarkers !== undefined)
    throw invalid('nullMarker and nullMarkers cannot be set at the same time.');
  return {
    skipLeadingRows: wholeNumber(given.skipLeadingRows, 'skipLeadingRows'),
    delimiter,
    quote: quote === '' ? undefined : quote,
    allowQuotedNewlines: given.allowQuotedNewlines === true,
    allowJaggedRows: given.allowJaggedRows === true,
    nullMarkers: (given.nullMarkers as string[] | undefined) ?? [String(given.nullMarker ?? '')],
    encoding,
  };
}

/** The value of an option, the first of `values` where it is not given. */
function oneOf<T extends string>(
  given: Readonly<Record<string, unknown>>,
  name: string,
  values: readonly [T, ...T[]],
): T {
  const value = String(given[name] ?? values[0]);
  const found = values.find((one) => one === value);
  if (found === undefined)
    throw invalid(`Invalid value for ${name}: ${value} is not a valid value. Expected ${values.join(', ')}.`);
  return found;
}

const invalid = (message: string): ApiError => new ApiError('invalid', message);
