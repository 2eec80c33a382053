import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertPolicy } from '../schema.ts';
import { PolicyError, parsePolicy } from '../validate.ts';
import { type Document, FileFault, readDocument, splitPath } from './documents.ts';
import { type TestFile, testFileSchema } from './schema.ts';
import { expandSeries } from './series.ts';

export interface PolicyFile {
  readonly document: Document;
  readonly policy: AlertPolicy;
}

export interface Tests {
  readonly document: Document;
  readonly content: TestFile;
}

/** Everything read from two folders, and every fault found on the way. */
export interface Suite {
  readonly policies: ReadonlyMap<string, PolicyFile>;
  readonly files: readonly Tests[];
  readonly faults: readonly FileFault[];
}

function yamlFiles(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new FileFault(folder, 1, 'is no folder; name one that holds *.yaml files');
  return readdirSync(folder)
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Reads AlertPolicy documents by display name, and the tests; collects faults instead of stopping at the first. */
export function readSuite(testFolder: string, policyFolder: string): Suite {
  const faults: FileFault[] = [];
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FileFaults)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const policies = new Map<string, PolicyFile>();
  for (const file of yamlFiles(policyFolder)) {
    const read = collect(() => readPolicy(file));
    if (read === undefined) continue;
    const { displayName } = read.policy;
    const other = policies.get(displayName);
    if (other === undefined) policies.set(displayName, read);
    else
      faults.push(
        new FileFault(
          file,
          read.document.lineOf(['displayName']),
          `"${displayName}" is also in ${other.document.file}; give each policy its own displayName`,
        ),
      );
  }
  const files: Tests[] = [];
  for (const file of yamlFiles(testFolder)) {
    const read = collect(() => readTests(file, policies));
    if (read !== undefined) files.push(read);
  }
  return { policies, files, faults };
}

class FileFaults extends Error {
  readonly faults: readonly FileFault[];
  constructor(faults: readonly FileFault[]) {
    super(faults.map(({ message }) => message).join('\n'));
    this.faults = faults;
  }
}

function open(file: string): Document {
  try {
    return readDocument(file, readFileSync(file, 'utf8'));
  } catch (error) {
    throw error instanceof FileFault ? new FileFaults([error]) : error;
  }
}

function readPolicy(file: string): PolicyFile {
  const document = open(file);
  try {
    return { document, policy: parsePolicy(document.value) };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new FileFaults(
      error.faults.map(
        ({ field, message }) => new FileFault(file, document.lineOf(splitPath(field)), `${field} ${message}`),
      ),
    );
  }
}

function readTests(file: string, policies: ReadonlyMap<string, PolicyFile>): Tests {
  const document = open(file);
  const fault = (path: readonly PropertyKey[], reason: string) =>
    new FileFault(file, document.lineOf(path), reason);
  const read = testFileSchema.safeParse(document.value);
  if (!read.success)
    throw new FileFaults(
      read.error.issues.map(({ path, message }) => fault(path, `${path.join('.')}: ${message}`)),
    );
  const content = read.data;
  const faults: FileFault[] = [];
  const policy = policies.get(content.policy)?.policy;
  if (policy === undefined)
    faults.push(
      fault(
        ['policy'],
        `no policy has the displayName "${content.policy}"; there are ${[...policies.keys()].join(', ') || 'none'}`,
      ),
    );
  content.tests.forEach((test, t) => {
    test.input_series.forEach((series, s) => {
      try {
        expandSeries(series, test.interval ?? content.interval);
      } catch (error) {
        faults.push(fault(['tests', t, 'input_series', s], (error as Error).message));
      }
    });
    const names = policy?.conditions.map(({ displayName }) => displayName) ?? [];
    test.expect.forEach(({ condition }, e) => {
      if (policy === undefined) return;
      if (condition === undefined && names.length > 1)
        faults.push(
          fault(
            ['tests', t, 'expect', e],
            `"${content.policy}" has several conditions; name one: ${names.join(', ')}`,
          ),
        );
      if (condition !== undefined && !names.includes(condition))
        faults.push(
          fault(
            ['tests', t, 'expect', e, 'condition'],
            `"${content.policy}" has no condition "${condition}"; it has ${names.join(', ')}`,
          ),
        );
    });
  });
  if (faults.length > 0) throw new FileFaults(faults);
  return { document, content };
}
