import { WidgetView } from '../components/widget.tsx';
import { dashboardSlug, listDashboards, type Tile } from '../data/dashboards.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { useTitle } from '../state/use-title.ts';

export function Dashboard({ name = 'overview' }: { readonly name?: string }) {
  const { href, params, setParams } = usePage();
  const { value, error } = useData('dashboards', listDashboards);
  const dashboard = value?.find((one) => dashboardSlug(one) === name);
  useTitle(dashboard?.displayName ?? 'Dashboard');
  return (
    <>
      <nav class="tabs" aria-label="Dashboards">
        {value?.map((one) => (
          <a
            key={one.name}
            href={href(`/dashboards/${dashboardSlug(one)}`)}
            aria-current={one === dashboard ? 'page' : undefined}
          >
            {one.displayName}
          </a>
        ))}
      </nav>
      <h1>
        {dashboard?.displayName ??
          (value ? `There is no dashboard ${name}.` : (error?.message ?? 'Loading …'))}
      </h1>
      {dashboard?.dashboardFilters?.map(({ labelKey, templateVariable = labelKey }) => (
        <label key={labelKey}>
          {labelKey}{' '}
          <input
            value={params[templateVariable] ?? ''}
            placeholder="all"
            onChange={(event) => setParams({ ...params, [templateVariable]: event.currentTarget.value })}
          />
        </label>
      ))}
      <div class="mosaic">
        {inReadingOrder(dashboard?.mosaicLayout?.tiles ?? []).map((tile) => (
          <div key={`${tile.xPos} ${tile.yPos}`} style={place(tile)}>
            <WidgetView widget={tile.widget} filters={params} />
          </div>
        ))}
      </div>
    </>
  );
}

const inReadingOrder = (tiles: readonly Tile[]): Tile[] =>
  [...tiles].sort((a, b) => (a.yPos ?? 0) - (b.yPos ?? 0) || (a.xPos ?? 0) - (b.xPos ?? 0));

/** Columns as in the file; rows grow with what is in them. */
function place({ xPos = 0, yPos = 0, width }: Tile): Record<string, string> {
  return { gridColumn: `${xPos + 1} / span ${width}`, order: String(yPos * 100 + xPos) };
}
