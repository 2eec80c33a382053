import type { TestResult } from './run.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (char) => ESCAPES[char] as string);

/** Results as JUnit XML, which CI systems show; a suite per file. */
export function toJUnit(results: readonly TestResult[]): string {
  const files = [...new Set(results.map(({ file }) => file))];
  const suites = files.map((file) => {
    const cases = results.filter((result) => result.file === file);
    const failures = cases.filter(({ faults }) => faults.length > 0).length;
    const body = cases.map(toCase).join('\n');
    return `  <testsuite name="${escapeXml(file)}" tests="${cases.length}" failures="${failures}">\n${body}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

function toCase({ policy, name, file, line, faults }: TestResult): string {
  const open = `    <testcase classname="${escapeXml(policy)}" name="${escapeXml(name)}" file="${escapeXml(file)}" line="${line}"`;
  if (faults.length === 0) return `${open}/>`;
  const failures = faults.map((fault) => `      <failure message="${escapeXml(fault)}"/>`).join('\n');
  return `${open}>\n${failures}\n    </testcase>`;
}
