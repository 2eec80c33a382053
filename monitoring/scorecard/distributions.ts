/** Uniform between two bounds. */
export const between = (random: () => number, low: number, high: number): number =>
  low + (high - low) * random();

/** Above this mean a Poisson count is drawn from its normal approximation: exact enough, and constant time. */
const NORMAL_FROM = 50;

/** A Poisson-distributed count. */
export function poisson(random: () => number, mean: number): number {
  if (mean > NORMAL_FROM) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
