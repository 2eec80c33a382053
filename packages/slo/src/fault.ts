/** One thing wrong with one place of a document, and what to do about it. */
export interface Fault {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly fix: string;
}

export const formatFault = (fault: Fault): string =>
  `${fault.file}:${fault.line}:${fault.column}: ${fault.problem}\n    fix: ${fault.fix}`;

/** Thrown when documents cannot be compiled; carries every fault found, not only the first. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'));
    this.faults = faults;
  }
}
