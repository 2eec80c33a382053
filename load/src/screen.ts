/** Lasting lines, and one line below them that changes; without a terminal that one is left out. */
export interface Screen {
  say(line: string): void;
  live(line: string): void;
}

/** How often the changing line is repeated where it cannot be overwritten (a log of CI). */
const LOG_EVERY_MS = 15_000;

export function createScreen(out: NodeJS.WriteStream, nowMs: () => number): Screen {
  const startedAt = nowMs();
  let loggedAt = startedAt;
  const clear = (): void => void (out.isTTY && out.write('\r\x1b[K'));
  const stamp = (): string => `${String(Math.round((nowMs() - startedAt) / 1000)).padStart(4)} s  `;
  return {
    say(line) {
      clear();
      out.write(`${stamp()}${line}\n`);
    },
    live(line) {
      if (out.isTTY) {
        out.write(`\r\x1b[K${stamp()}${line}`);
      } else if (nowMs() - loggedAt >= LOG_EVERY_MS) {
        loggedAt = nowMs();
        out.write(`${stamp()}${line}\n`);
      }
    },
  };
}
