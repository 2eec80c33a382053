export interface Screen {
  /** Writes a line that stays. */
  say(message: string): void;
  /** Replaces the live line; where output is no terminal, writes it now and then. */
  live(line: string): void;
  /** Takes the live line away. */
  end(): void;
}

/** A log file wants few lines. */
const SECONDS_BETWEEN_LINES = 5;

const ERASE_LINE = '\r\u001b[2K';

/** The terminal: lines that stay above one that is replaced. */
export function createScreen(
  out: NodeJS.WriteStream,
  now: () => number = performance.now.bind(performance),
): Screen {
  let current = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    say(message) {
      if (!out.isTTY) out.write(`${message}\n`);
      else out.write(`${ERASE_LINE}${message}\n${current}`);
    },
    live(line) {
      if (out.isTTY) {
        current = line.slice(0, Math.max(20, (out.columns ?? 80) - 1));
        out.write(`${ERASE_LINE}${current}`);
      } else if (line !== current && now() - lastAt >= SECONDS_BETWEEN_LINES * 1000) {
        current = line;
        lastAt = now();
        out.write(`${line}\n`);
      }
    },
    end() {
      if (out.isTTY && current !== '') out.write('\n');
      current = '';
    },
  };
}
