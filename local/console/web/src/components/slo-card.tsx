import { formatValue } from '../charts/format.ts';
import { queryRange } from '../data/promql.ts';
import { budgetLeftQuery, burnNow, pagingFactor, type Slo } from '../data/slos.ts';
import { dataNow } from '../state/live.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { Sparkline } from './sparkline.tsx';
import { type Health, State } from './state.tsx';

export function SloCard({ slo }: { readonly slo: Slo }) {
  const { href } = usePage();
  const burn = burnNow(slo);
  return (
    <section class="panel slo-card">
      <h3>
        <a href={href(`/slos/${slo.name}`)}>{slo.display_name}</a>
      </h3>
      <p class="dim">{slo.description}</p>
      <dl>
        <div>
          <dt>SLI</dt>
          <dd>{formatShare(slo.sli)}</dd>
        </div>
        <div>
          <dt>Budget left</dt>
          <dd>
            <State health={budgetHealth(slo.budget_left)}>{formatValue(slo.budget_left, '10^2.%')}</State>
          </dd>
        </div>
        <div>
          <dt>Burn rate</dt>
          <dd>
            <State health={burnHealth(burn, slo)}>{burn === null ? '–' : `${formatValue(burn)} ×`}</State>
          </dd>
        </div>
      </dl>
      <BurnScale burn={burn} paging={pagingFactor(slo)} />
      <BurnDown slo={slo} />
    </section>
  );
}

/** A share close to one needs its nines. */
export const formatShare = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(share > 0.99 ? 3 : 1)} %`;

export const budgetHealth = (left: number | null): Health =>
  left === null ? 'unknown' : left <= 0 ? 'bad' : left < 0.25 ? 'warn' : 'ok';

export function burnHealth(burn: number | null, slo: Slo): Health {
  if (burn === null) return 'unknown';
  return burn >= pagingFactor(slo) ? 'bad' : burn > 1 ? 'warn' : 'ok';
}

/** Where the burn rate stands between nothing, 1 × and the paging threshold; the scale is logarithmic. */
function BurnScale({ burn, paging }: { readonly burn: number | null; readonly paging: number }) {
  const most = paging * 4;
  const place = (rate: number): number => (Math.log1p(Math.min(rate, most)) / Math.log1p(most)) * 100;
  return (
    <>
      <svg class="burn-scale" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="4" width="100" height="6" class="burn-track" />
        <rect x="0" y="4" width={place(burn ?? 0)} height="6" class="burn-fill" />
        <line x1={place(1)} x2={place(1)} y1="0" y2="14" class="burn-mark" />
        <line x1={place(paging)} x2={place(paging)} y1="0" y2="14" class="burn-page" />
      </svg>
      <div class="burn-labels" aria-hidden="true">
        <span style={{ left: `${place(1)}%` }}>1 ×</span>
        <span style={{ left: `${place(paging)}%` }}>pages at {formatValue(paging)} ×</span>
      </div>
    </>
  );
}

/** Enough to see where the line bends; each point reads the whole period. */
const BURN_DOWN_POINTS = 12;

/** How the budget went over the page's range: a line that goes down as it is used. */
function BurnDown({ slo }: { readonly slo: Slo }) {
  const { range } = usePage();
  const { value } = useData(`burn down ${slo.name} ${JSON.stringify(range)}`, (signal) => {
    const seconds = range.kind === 'fixed' ? range.to - range.from : range.seconds;
    const to = range.kind === 'fixed' ? range.to : dataNow.peek();
    const step = Math.ceil(seconds / BURN_DOWN_POINTS);
    return queryRange(budgetLeftQuery(slo), { from: to - seconds, to, step }, signal);
  });
  return (
    <>
      <div class="dim spark-label">budget left over the range</div>
      <Sparkline
        title={`Budget left of ${slo.display_name}`}
        values={value?.[0]?.values ?? []}
        lowest={0}
        highest={1}
        unit="10^2.%"
      />
    </>
  );
}
