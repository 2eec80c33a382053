import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

// `npm run chaos:table -- reports/chaos/round-1 …`: the table of docs/reliability.md, of one or several runs.

interface Row {
  readonly experiment: string;
  readonly state: string;
  readonly faultsInjected: number | null;
  readonly seconds: number | null;
  readonly fired: Readonly<Record<string, number>>;
}

const folders = process.argv.slice(2);
if (folders.length === 0)
  throw new Error('name at least one folder with an index.json, such as reports/chaos');
const rounds = await Promise.all(
  folders.map(async (folder) => {
    const text = await readFile(join(folder, 'index.json'), 'utf8');
    return (JSON.parse(text) as { experiments: Row[] }).experiments;
  }),
);

/** `3 to 5`, or one number where all are the same. */
function range(values: readonly number[], format: (value: number) => string): string {
  const [least, most] = [format(Math.min(...values)), format(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}
const minutes = (seconds: number): string => (seconds / 60).toFixed(1);

console.log(
  '| experiment | passed | injected | alerts, after (minutes on the clock of monitoring) | took, s |',
);
console.log('|---|---|---|---|---|');
for (const { experiment } of rounds[0] ?? []) {
  const rows = rounds.flatMap((round) => round.filter((row) => row.experiment === experiment));
  const passed = rows.filter(({ state }) => state === 'passed').length;
  const injected = rows.map(({ faultsInjected }) => faultsInjected ?? 0);
  const fired = Object.keys(rows[0]?.fired ?? {}).map((alert) => {
    const after = rows.flatMap(({ fired: seen }) => seen[alert] ?? []);
    return `\`${alert}\` ${range(after, minutes)}`;
  });
  const seconds = rows.flatMap((row) => row.seconds ?? []);
  const cells = [
    `\`${experiment}\``,
    `${passed} of ${rows.length}`,
    Math.max(...injected) === 0 ? 'its actions' : range(injected, String),
    fired.join(', ') || 'none may fire',
    seconds.length === 0 ? '' : range(seconds, String),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
