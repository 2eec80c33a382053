import type { Token } from './lexer.ts';

/** Replacements in a text, collected first and applied in one go. */
export interface Edits {
  /** Replaces everything from the first to the last token. */
  replace(first: Token | undefined, last: Token | undefined, text: string): void;
  apply(): { sql: string; sourceOffset: (offset: number) => number };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function createEdits(source: string): Edits {
  const edits: Edit[] = [];
  return {
    replace: (first, last, text) => {
      if (first && last) edits.push({ start: first.start, end: last.end, text });
    },
    apply: () => {
      edits.sort((a, b) => a.start - b.start);
      let sql = '';
      let at = 0;
      const marks: [number, number][] = [[0, 0]];
      for (const { start, end, text } of edits) {
        // An edit within one already made is covered by it.
        if (start < at) continue;
        sql += source.slice(at, start);
        marks.push([sql.length, start]);
        sql += text;
        marks.push([sql.length, end]);
        at = end;
      }
      sql += source.slice(at);
      const sourceOffset = (offset: number): number => {
        const [out, src] = marks.findLast(([position]) => position <= offset) ?? [0, 0];
        return Math.min(src + offset - out, source.length);
      };
      return { sql, sourceOffset };
    },
  };
}
