import { toError } from './errors.ts';

/**
 * Runs a command line's `main`. The number it resolves with becomes the exit code; what it throws is one line for
 * the user and exit code 1. The process then ends by itself, once nothing is under way any more.
 */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (thrown) {
    console.error(toError(thrown).message);
    process.exitCode = 1;
  }
}
