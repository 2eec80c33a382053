import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type Experiment, experimentSchema } from './schema.ts';

/** Thrown when an experiment cannot be used; the message names the file, every fault and its place. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError';
}

/** Reads one experiment from YAML text. @throws ExperimentError */
export function parseExperiment(text: string, file: string): Experiment {
  let given: unknown;
  try {
    given = parse(text);
  } catch (cause) {
    throw new ExperimentError(`${file}: ${(cause as Error).message}`, { cause });
  }
  const result = experimentSchema.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'document'}: ${message}`,
    );
    throw new ExperimentError(`${file}:\n  ${faults.join('\n  ')}`);
  }
  return { name: basename(file, '.yaml'), document: result.data, claim: result.data.extensions[0] };
}

/** All experiments of a folder, by name. @throws ExperimentError */
export async function loadExperiments(folder: string): Promise<Experiment[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) =>
      parseExperiment(await readFile(join(folder, file), 'utf8'), join(folder, file)),
    ),
  );
}
