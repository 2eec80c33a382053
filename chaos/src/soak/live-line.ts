/** What one soak is at, in a few words. */
export interface Now {
  readonly at: number;
  readonly seconds: number;
  readonly confirmed: number;
  readonly backlog: number;
  readonly checked: number;
  readonly refused: number;
  readonly wrong: number;
  readonly active: readonly string[];
}

/** One line for one soak; several soaks share a line in short. */
export function liveLine(soaks: ReadonlyMap<number, Now>, done: number, all: number): string {
  const [only] = soaks;
  if (all === 1 && only !== undefined) return `seed ${only[0]}: ${long(only[1])}`;
  const each = [...soaks].map(([seed, now]) => `seed ${seed}: ${short(now)}`);
  return [`${done} of ${all} done`, ...each].join(' | ');
}

const short = ({ at, seconds, confirmed, wrong }: Now): string =>
  `${Math.round(at)}/${seconds} s, ${count(confirmed)} events, ${wrong} wrong`;

const long = (now: Now): string =>
  [
    `${Math.round(now.at)}/${now.seconds} s`,
    `${count(now.confirmed)} events`,
    `backlog ${count(now.backlog)}`,
    `${count(now.checked)} answers right`,
    `${now.refused} refused`,
    `${now.wrong} wrong`,
    now.active.length > 0 ? now.active.join(', ') : 'no fault',
  ].join(' · ');

const count = (value: number): string => value.toLocaleString('en-US');
