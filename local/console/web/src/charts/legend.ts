import type { Labels } from '../data/promql.ts';

/** Fills Cloud Monitoring's legend template, e.g. `${labels.code}`; without one, what tells the series apart. */
export function legendText(template: string | undefined, labels: Labels, title: string): string {
  if (template) {
    const text = template.replaceAll(
      /\$\{(?:metric\.)?labels\.([^}]+)\}/g,
      (_, name: string) => labels[name] ?? '',
    );
    if (text.trim() !== '') return text;
  }
  const values = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return values.join(' ') || title;
}
