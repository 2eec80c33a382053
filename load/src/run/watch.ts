import { isGood, isShed, type Sample } from '../sample.ts';
import { percentile } from '../statistics/percentile.ts';

const EVERY_MS = 1_000;

/** Collects samples and shows once a second what came of those since the last line. */
export function watchSamples(name: string, live: (line: string) => void) {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  let shown = 0;
  const timer = setInterval(() => {
    const fresh = samples.slice(shown).filter(({ control }) => !control);
    shown = samples.length;
    const good = fresh.filter(isGood);
    const shed = fresh.filter(isShed).length;
    const failed = fresh.length - good.length - shed;
    const p95 = percentile(
      good.map(({ latencyMs }) => latencyMs),
      0.95,
    );
    live(
      [
        `${name}: ${Math.round((performance.now() - startedAt) / 1000)} s`,
        `${good.length} good`,
        ...(shed > 0 ? [`${shed} refused`] : []),
        ...(failed > 0 ? [`${failed} FAILED`] : []),
        ...(good.length > 0 ? [`p95 ${p95.toFixed(1)} ms`] : []),
      ].join(' · '),
    );
  }, EVERY_MS);
  return {
    samples,
    record: (sample: Sample): void => void samples.push(sample),
    end: (): void => clearInterval(timer),
  };
}
