import { isNode, LineCounter, parseAllDocuments, type Document as YamlDocument } from 'yaml';
import type { z } from 'zod';
import type { Fault } from './fault.ts';

/** One YAML document and the places of its parts. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** The fault at the place of `path`, or of the closest parent that is there. */
  fault(path: readonly PropertyKey[], problem: string, fix: string): Fault;
}

/** Splits a file into its documents; what is not YAML comes back as faults. Empty documents are left out. */
export function readDocuments(file: string, text: string): { documents: SourceDocument[]; faults: Fault[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines });
  const documents: SourceDocument[] = [];
  const faults: Fault[] = [];
  for (const yaml of Array.isArray(parsed) ? parsed : []) {
    for (const error of yaml.errors) {
      const { line, col } = lines.linePos(error.pos[0]);
      const problem = error.message.split(' at line ')[0] ?? error.message;
      faults.push({ file, line, column: col, problem, fix: 'correct the YAML' });
    }
    if (yaml.errors.length > 0 || yaml.contents === null) continue;
    documents.push({
      file,
      value: yaml.toJS(),
      fault: (path, problem, fix) => {
        const { line, col } = lines.linePos(offsetOf(yaml, path));
        return { file, line, column: col, problem, fix };
      },
    });
  }
  return { documents, faults };
}

function offsetOf(yaml: YamlDocument, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? yaml.contents : yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Checks a document against a schema; the schema's messages are `problem; fix`. */
export function check<Output>(
  document: SourceDocument,
  schema: z.ZodType<Output>,
): { value: Output } | { faults: Fault[] } {
  const result = schema.safeParse(document.value);
  if (result.success) return { value: result.data };
  return {
    faults: result.error.issues.map((issue) => {
      const [problem, fix] = issue.message.split('; ');
      const where = issue.path.map(String).join('.');
      return document.fault(issue.path, `${where}: ${problem}`, fix ?? `see OpenSLO v1 for ${where}`);
    }),
  };
}
