/** The metric and the window say which value it is; the whole query is in the runbook. */
export function titleOf(query: string): string {
  const metric = /[a-z_:]+(?=[{[])/i.exec(query)?.[0] ?? 'value';
  const span = /\[(\d+\w)\]/.exec(query)?.[1];
  return span === undefined ? metric : `${metric} over ${span}`;
}

/** The unit of a query's value, as UCUM: a quotient against a limit below one is a share, of seconds too. */
export function unitOf(query: string, threshold: number): string {
  const operators = query.replace(/"[^"]*"/g, '');
  if (operators.includes('/')) return threshold > 0 && threshold < 1 ? '10^2.%' : '1';
  return /_(seconds|age)\b/.test(operators) ? 's' : '1';
}
