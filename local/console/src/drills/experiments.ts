import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** What a person reads of an experiment before starting it; durations as they stand in its file. */
export interface ExperimentSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Names of the actions, in order. */
  readonly method: readonly string[];
  readonly claim: {
    readonly proves: string;
    readonly burns: string | null;
    readonly fires: Readonly<Record<string, string>>;
    readonly mayFire: readonly string[];
    readonly recoversWithin: string;
    readonly runbook: string;
  };
}

interface Document {
  readonly title: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly method: readonly { readonly name: string }[];
  readonly extensions: readonly {
    readonly name: string;
    readonly proves: string;
    readonly burns: string | null;
    readonly fires?: Readonly<Record<string, string>>;
    readonly 'may-fire'?: readonly string[];
    readonly 'recovers-within': string;
    readonly runbook: string;
  }[];
}

/** The experiments of a folder, by name; the runner holds their files against its schema. */
export async function listExperiments(folder: string): Promise<ExperimentSummary[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => summarize(basename(file, '.yaml'), await readFile(join(folder, file), 'utf8'))),
  );
}

function summarize(name: string, text: string): ExperimentSummary {
  const { title, description, tags = [], method, extensions } = parse(text) as Document;
  const claim = extensions.find((extension) => extension.name === 'flightdeck');
  if (!claim) throw new Error(`${name}: has no claim: add the extension "flightdeck"`);
  return {
    name,
    title,
    description,
    tags,
    method: method.map((activity) => activity.name),
    claim: {
      proves: claim.proves,
      burns: claim.burns,
      fires: claim.fires ?? {},
      mayFire: claim['may-fire'] ?? [],
      recoversWithin: claim['recovers-within'],
      runbook: claim.runbook,
    },
  };
}
