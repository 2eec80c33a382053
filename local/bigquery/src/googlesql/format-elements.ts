/**
 * GoogleSQL's format elements as DuckDB's: what DuckDB lacks, or means otherwise (`%c`, `%x`), is spelled out.
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements
 */
const BOTH: Readonly<Record<string, string>> = {
  ...{ '%F': '%Y-%m-%d', '%T': '%H:%M:%S', '%X': '%H:%M:%S', '%R': '%H:%M', '%h': '%b' },
  ...{ '%D': '%m/%d/%y', '%x': '%m/%d/%y', '%E4Y': '%Y' },
};

const PARSED: Readonly<Record<string, string>> = {
  ...BOTH,
  ...{ '%c': '%a %b %d %H:%M:%S %Y', '%e': '%d', '%k': '%H', '%l': '%I', '%P': '%p', '%Ez': '%z' },
};

const padded = (number: string): string => `lpad(CAST(${number} AS VARCHAR), 2, ' ')`;

/** Elements that DuckDB cannot write, computed from the TIMESTAMP `x` and put in afterwards. */
const COMPUTED: Readonly<Record<string, string>> = {
  '%e': padded('day(x)'),
  '%k': padded('hour(x)'),
  '%l': padded('((hour(x) + 11) % 12 + 1)'),
  '%P': "lower(strftime(x, '%p'))",
  '%s': 'CAST(epoch_us(x) // 1000000 AS VARCHAR)',
  '%Q': 'CAST(quarter(x) AS VARCHAR)',
  '%C': "lpad(CAST(year(x) // 100 AS VARCHAR), 2, '0')",
  '%E*S': "rtrim(rtrim(strftime(x, '%S.%f'), '0'), '.')",
  '%E1S': "left(strftime(x, '%S.%f'), 4)",
  '%E2S': "left(strftime(x, '%S.%f'), 5)",
  '%g': "right(strftime(x, '%G'), 2)",
};
const COMPUTED_NAMES = Object.keys(COMPUTED);
/** Stands in the text where a computed element belongs: a character of Unicode's private use. */
const mark = (name: string): string => String.fromCodePoint(0xe000 + COMPUTED_NAMES.indexOf(name));

const WRITTEN: Readonly<Record<string, string>> = {
  ...BOTH,
  ...{ '%E3S': '%S.%g', '%E6S': '%S.%f', '%Ez': '+00:00', '%z': '+0000', '%Z': 'UTC' },
  ...Object.fromEntries(COMPUTED_NAMES.map((name) => [name, mark(name)])),
  '%c': `%a %b ${mark('%e')} %H:%M:%S %Y`,
};

/** One element: `%Y`, `%E4Y`, `%E*S`. */
const ELEMENT = /%(?:E[\d*]?)?[A-Za-z%]/g;

/** A format for writing; `__bq_format_moment` fills in what it leaves open. */
export const writtenFormat = (format: string): string =>
  format.replace(ELEMENT, (element) => WRITTEN[element] ?? element);

/** Literals of the formats to try for reading: a fraction of a second may be there or not. */
export const parsedFormats = (literal: string): string => {
  const format = literal.replace(ELEMENT, (element) => PARSED[element] ?? element);
  if (!format.includes('%E*S')) return format;
  return `[${format.replaceAll('%E*S', '%S.%f')}, ${format.replaceAll('%E*S', '%S')}]`;
};

/** Whether a format reads a year. Without one GoogleSQL takes 1970, DuckDB 1900. */
export const readsYear = (literal: string): boolean => /%(?:E4)?[YyGDFxc]/.test(literal);

/** Text of the TIMESTAMP `x` by a format that `writtenFormat` made. */
export const FORMATTED = COMPUTED_NAMES.reduce(
  (text, name) => `replace(${text}, '${mark(name)}', ${COMPUTED[name]})`,
  'strftime(x, format)',
);
