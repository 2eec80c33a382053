import type { ExperimentResult } from '../run-experiment.ts';
import { timeline } from './timeline.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A page that stands alone: what was claimed, what was seen, and when, on one time axis. */
export async function reportHtml({
  name,
  passed,
  checks,
  observation,
  journal,
}: ExperimentResult): Promise<string> {
  const { title, description } = journal.experiment as { title: string; description: string };
  const rows = checks.map(
    ({ what, met, detail }) =>
      `<tr><td>${met ? '● met' : '■ not met'}</td><td>${escapeHtml(what)}</td><td><pre>${escapeHtml(detail)}</pre></td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(name)}: ${passed ? 'passed' : 'failed'}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #14202b; }
  table { border-collapse: collapse; width: 100%; } td { border-bottom: 1px solid #cdd6df; padding: 4px 8px; vertical-align: top; }
  pre { margin: 0; white-space: pre-wrap; font-size: 13px; } svg { width: 100%; height: auto; }
</style>
<h1>${escapeHtml(title)}: ${passed ? 'passed' : 'failed'}</h1>
<p>${escapeHtml(description)}</p>
${timeline(observation)}
<table>${rows.join('\n')}</table>
</html>
`;
}
