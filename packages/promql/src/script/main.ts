import { OWN_SCRIPTS, prometheusScripts, runFolder, showReport } from './conformance.ts';

const folder = prometheusScripts(process.env);
let failed = 0;
for (const [title, path] of [
  ["Prometheus' scripts", folder],
  ['own scripts', OWN_SCRIPTS],
] as const) {
  const reports = runFolder(path);
  if (reports === null) {
    console.log(`${title}: none at ${path}; set PROMQLTEST_DIR to a checkout's promql/promqltest/testdata\n`);
    continue;
  }
  console.log(`${title}\n${showReport(reports)}\n`);
  for (const { file, results } of reports)
    for (const { line, query, outcome, reason } of results)
      if (outcome === 'failed') {
        failed++;
        console.log(`FAILED ${file}:${line} ${query}\n       ${reason}`);
      }
}
process.exitCode = failed === 0 ? 0 : 1;
