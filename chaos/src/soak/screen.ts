export interface Screen {
  /** Writes a line that stays. */
  say(line: string): void;
  /** Replaces the live line; where output is no terminal, writes it now and then. */
  live(line: string): void;
}

/** A log file wants few lines. */
const MS_BETWEEN_LINES = 15_000;
const ERASE_LINE = '\r\u001b[2K';

/** The terminal: lines that stay above one that is replaced. */
export function createScreen(out: NodeJS.WriteStream): Screen {
  let current = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    say(line) {
      out.write(out.isTTY ? `${ERASE_LINE}${line}\n${current}` : `${line}\n`);
    },
    live(line) {
      if (out.isTTY) {
        current = line.slice(0, Math.max(20, (out.columns ?? 80) - 1));
        out.write(`${ERASE_LINE}${current}`);
      } else if (performance.now() - lastAt >= MS_BETWEEN_LINES) {
        lastAt = performance.now();
        out.write(`${line}\n`);
      }
    },
  };
}
