/**
 * Measures every contender once a round, there and back by turns (A B, B A, …): what changes on the machine meanwhile
 * falls on all of them alike, and none always comes after the same other.
 */
export async function inTurns<Name extends string, Measured>(
  contenders: Readonly<Record<Name, () => Measured | Promise<Measured>>>,
  rounds: number,
): Promise<Record<Name, Measured[]>> {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      measured[name].push(await contenders[name]());
    }
  }
  return measured;
}
