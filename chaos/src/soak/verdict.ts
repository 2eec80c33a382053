import type { StepRecord } from './inject/timetable.ts';
import { FLAT_MIB_PER_MINUTE, isSteep, type MemoryUse } from './memory-bounds.ts';
import type { ExactResult } from './oracle/exact.ts';
import type { Examination } from './oracle/examine.ts';
import type { Settled } from './settle/settle.ts';

/** One invariant, and whether it held. */
export interface Invariant {
  readonly name: string;
  readonly held: boolean;
  readonly detail: string;
}

export interface Seen {
  readonly records: readonly StepRecord[];
  readonly examination: Examination;
  readonly settled: Settled;
  readonly exact: ExactResult;
  readonly memory: readonly MemoryUse[];
}

/** Details named one by one; of thousands the first say it. */
const MAX_NAMED = 5;

/** Everything that must hold, whatever was done to the pipeline. */
export function judgeSoak({ records, examination, settled, exact, memory }: Seen): Invariant[] {
  const { balance, letters, drainedAfterSeconds } = settled;
  const { wrong, checked } = examination;
  const { missing, duplicate, altered } = balance;
  const notTakenBack = records.filter(({ failure }) => failure?.startsWith('not taken back'));
  const beyond = memory.filter(({ peakMiB, boundMiB }) => peakMiB > boundMiB);
  const steep = memory.filter(isSteep);
  return [
    invariant('nothing is lost', missing.length === 0, rows(missing)),
    invariant('nothing is doubled', duplicate === 0, `${duplicate} rows too many in the view`),
    invariant('nothing is altered', altered.length === 0, rows(altered)),
    invariant(
      'dead letters are poison, or rows that a fault had refused',
      letters.unexplained.length === 0 && letters.missingPoison.length === 0,
      [
        ...named(letters.unexplained, ({ eventId, reason }) => `${eventId}: ${reason}`),
        ...named(letters.missingPoison, (id) => `${id} is not among the dead letters`),
      ].join('; '),
    ),
    invariant('no answer is wrong', wrong.length === 0 && checked > 0, wrongOrNone(examination)),
    invariant(
      'every answer at the end is exact',
      exact.faults.length === 0,
      named(exact.faults, (fault) => fault).join('; '),
    ),
    invariant(
      'it recovers by itself',
      drainedAfterSeconds !== undefined && notTakenBack.length === 0,
      named(notTakenBack, ({ failure = '' }) => failure).join('; ') || 'the backlog did not become empty',
    ),
    invariant(
      'memory is bounded',
      beyond.length === 0,
      named(beyond, ({ name, peakMiB, boundMiB }) => `${name} ${peakMiB.toFixed(0)} of ${boundMiB} MiB`).join(
        '; ',
      ),
    ),
    invariant(
      'memory is flat',
      steep.length === 0,
      named(steep, ({ name, slope }) => `${name} ${slope?.perMinute.toFixed(1)} MiB/min`).join('; ') +
        ` (at most ${FLAT_MIB_PER_MINUTE})`,
    ),
  ];
}

/** @param detail said only where it does not hold */
const invariant = (name: string, held: boolean, detail: string): Invariant => ({
  name,
  held,
  detail: held ? '' : detail,
});

const rows = (numbers: readonly number[]): string =>
  `${numbers.length} events: ${named(numbers, (row) => `soak-${row}`).join(', ')}`;

const wrongOrNone = ({ wrong, checked }: Examination): string =>
  checked === 0
    ? 'the API answered nothing that could be checked'
    : named(wrong, ({ path, why }) => `${path}: ${why}`).join('; ');

function named<Item>(items: readonly Item[], text: (item: Item) => string): string[] {
  const more = items.length > MAX_NAMED ? [`and ${items.length - MAX_NAMED} more`] : [];
  return [...items.slice(0, MAX_NAMED).map(text), ...more];
}
