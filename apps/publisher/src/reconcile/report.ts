import type { Balance } from './compare.ts';

export interface Report extends Balance {
  readonly dataSet: string;
  /** Of the missing events, those that wait in the dead-letter topic. */
  readonly deadLettered: readonly number[];
  /** Rows in the table itself. */
  readonly rawRows: number;
  /** Of these, rows of an event that has another row. */
  readonly repeated: number;
}

/** Nothing is lost, doubled or changed; what waits in the dead-letter topic is not lost. */
export const balances = ({ missing, deadLettered, duplicate, altered }: Report): boolean =>
  missing.length === deadLettered.length && duplicate === 0 && altered.length === 0;

const MAX_ROWS_NAMED = 10;

/** The table that `npm run reconcile` prints. */
export function table(report: Report): string {
  const { published, distinct, missing, duplicate, altered, deadLettered, unrecorded } = report;
  const named = (rows: readonly number[]): string => {
    const shown = rows.slice(0, MAX_ROWS_NAMED).map((row) => `${report.dataSet}-${row}`);
    return rows.length === 0 ? '' : `${shown.join(', ')}${rows.length > MAX_ROWS_NAMED ? ', …' : ''}`;
  };
  const lines: [string, number, string][] = [
    ['published', published, 'confirmed by Pub/Sub'],
    ['distinct rows', distinct, 'of these, in the view'],
    ['missing', missing.length, named(missing)],
    ['duplicate', duplicate, 'in the view'],
    ['altered', altered.length, named(altered)],
    [
      'dead-lettered',
      deadLettered.length,
      deadLettered.length === 0 ? '' : 'of the missing: npm run dead-letter -- list',
    ],
    [
      'rows in the table',
      report.rawRows,
      report.repeated > 0 ? `${report.repeated} of them duplicates that the view removes` : '',
    ],
  ];
  if (unrecorded > 0)
    lines.push([
      'not in the ledger',
      unrecorded,
      'stored; their publisher has not noted them yet, or was killed before it could',
    ]);
  const rows = lines.map(([what, count, note]) =>
    `  ${what.padEnd(18)}${count.toLocaleString('en-US').padStart(12)}  ${note}`.trimEnd(),
  );
  const verdict = balances(report) ? 'balanced: nothing lost, nothing doubled' : 'NOT BALANCED';
  return [`${report.dataSet}`, ...rows, verdict].join('\n');
}
