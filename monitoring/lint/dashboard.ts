import type { KnownMetrics } from './metrics.ts';
import { checkQuery } from './query.ts';

/** What Cloud Monitoring and the console put in the place of a variable, as far as parsing is concerned. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\$\{__interval\}|\$__interval|\$\{__rate_interval\}/g, '5m'],
  [/\$\{[a-z_]+\.value\}/g, '.*'],
  [/\$\{[a-z_]+\}/g, 'system=~".*"'],
];

/** Checks every PromQL query of a dashboard, wherever in the layout it stands. */
export function checkDashboard(dashboard: unknown, known: KnownMetrics): string[] {
  return queriesOf(dashboard).flatMap((query) => {
    const filled = VARIABLES.reduce((text, [variable, value]) => text.replace(variable, value), query);
    return checkQuery(filled, known).problems.map((problem) => `${query}: ${problem}`);
  });
}

function queriesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'prometheusQuery' && typeof value === 'string' ? [value] : queriesOf(value),
  );
}
