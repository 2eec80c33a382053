import { isScalar, LineCounter, parseDocument } from 'yaml';

/** A fault in a file: where, and what to do. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}

/** A YAML document that knows on which line each of its values stands. */
export interface Document {
  readonly file: string;
  readonly value: unknown;
  /** Line (from 1) of the value at a path, or of its nearest parent that exists. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Reads one YAML document. Throws {@link FileFault} where it is not YAML. */
export function readDocument(file: string, text: string): Document {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines });
  const [error] = parsed.errors;
  if (error !== undefined)
    throw new FileFault(
      file,
      lines.linePos(error.pos[0]).line,
      error.message.split('\n')[0] ?? error.message,
    );
  return {
    file,
    value: parsed.toJS(),
    lineOf(path) {
      for (let depth = path.length; depth >= 0; depth--) {
        const node: unknown = parsed.getIn(path.slice(0, depth), true);
        const range = (node as { range?: [number, number, number] } | undefined)?.range;
        if (range) return lines.linePos(isScalar(node) ? range[0] : range[0]).line;
      }
      return 1;
    },
  };
}

/** `conditions[0].query` as the path it stands for. */
export function splitPath(field: string): PropertyKey[] {
  return [...field.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}
