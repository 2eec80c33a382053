import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** The pipeline that a page's commands are run against. */
export interface Target {
  readonly root: string;
  /** Where its `data` folder is. */
  readonly dataDir: string;
  readonly portOffset: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A command of a page that takes longer helps nobody at night. */
const TIMEOUT_MS = 120_000;

/** Runs a command as a person would paste it, on the ports and the data of this pipeline. */
export function runCommand(command: string, target: Target): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      'sh',
      ['-c', forPipeline(command, target)],
      { cwd: target.root, env: target.env, timeout: TIMEOUT_MS },
      (_, stdout, stderr) => resolve(`${stdout}${stderr}`.trimEnd()),
    );
  });
}

/** Pages name the ports and the folder of a plain `npm start`. */
export function forPipeline(
  command: string,
  { portOffset, dataDir }: Pick<Target, 'portOffset' | 'dataDir'>,
): string {
  return command
    .replaceAll(/\blocalhost:(\d+)/g, (_, port: string) => `localhost:${Number(port) + portOffset}`)
    .replaceAll(/(?<=^|\s)data\//g, `${join(dataDir, 'data')}/`);
}
