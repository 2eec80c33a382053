import { panelQueries, withoutFilters } from '../../dashboard-format/panels.ts';
import type { Dashboard } from '../../dashboard-format/types.ts';
import type { KnownMetrics } from '../metrics.ts';
import { checkQuery } from '../query.ts';
import { checkLayout } from './layout.ts';
import { checkLinks } from './links.ts';
import { checkSettled } from './settled.ts';
import { checkShape } from './shape.ts';

/** Any duration does: it only has to parse. */
const ANY_INTERVAL = '5m';

/**
 * Checks a dashboard against what Cloud Monitoring and Terraform take, and its queries against what exists.
 * @param hasRunbook whether `runbooks/<name>.md` is there
 */
export function checkDashboard(
  document: unknown,
  known: KnownMetrics,
  hasRunbook: (name: string) => boolean,
): string[] {
  const shape = [...checkShape(document), ...checkSettled(document)];
  // What has not the shape of a dashboard has no tiles or queries to look at.
  if (shape.length > 0) return shape;
  const dashboard = document as Dashboard;
  const queries = panelQueries(dashboard).flatMap(({ panel, query }) =>
    checkQuery(withoutFilters(query, ANY_INTERVAL), known).problems.map(
      (problem) => `panel "${panel}": ${query}: ${problem}`,
    ),
  );
  return [...checkLayout(dashboard), ...queries, ...checkLinks(dashboard, hasRunbook)];
}
