export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `
:root { --ink: #14202b; --soft: #56656f; --line: #cdd6df; --paper: #fff; --fault: #E69F0033; --alert: #D55E00; --a: #0072B2; --b: #CC79A7; --limit: #D55E00; --good: #00694c; --bad: #a33b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9fb0bd; --line: #33424f; --paper: #10181f; --a: #56B4E9; --limit: #ff9a5c; --alert: #ff8a3d; --good: #5fd3ae; --bad: #ff9a5c; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--a); } .soft { color: var(--soft); } .met { color: var(--good); } .unmet { color: var(--bad); font-weight: 600; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; } th, td { border-bottom: 1px solid var(--line); padding: 4px 10px 4px 0; vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
pre { margin: 0; white-space: pre-wrap; font-size: 13px; } svg { width: 100%; height: auto; display: block; }
td.lines { white-space: nowrap; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .soft { fill: var(--soft); } svg .axis { stroke: var(--line); }
`;

/** A page that stands alone: no script, nothing from the network. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
