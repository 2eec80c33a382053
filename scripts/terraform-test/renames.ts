import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { flatten, type HclItem, readHcl } from './hcl.ts';
import type { Result } from './report.ts';
import type { Terraform } from './terraform.ts';

interface Target extends HclItem {
  file: string;
}

interface Diagnostic {
  severity: string;
  summary: string;
  detail: string;
  range?: { filename: string; start: { line: number } };
}

/** Read while the configuration is loaded, before any schema is. */
const META_ARGUMENTS = ['source', 'count', 'for_each', 'depends_on', 'lifecycle', 'validation'];

/** Appended to a name to make it one that no schema and no reference knows. */
const SUFFIX = '_renamed';

/**
 * Renames every argument and nested block of a module, and reports those that nobody notices.
 *
 * All names of one depth are renamed in one go and `terraform validate` has to complain at each one's own line;
 * what is left is renamed alone, and what validate accepts even then has to fail the module's tests.
 */
export async function checkRenames(directory: string, label: string, terraform: Terraform): Promise<Result> {
  const copy = copyBesideSiblings(directory);
  try {
    await terraform.run(copy.module, ['init', '-backend=false']);
    const targets = findTargets(copy.module);
    const hidden: Target[] = [];
    for (const batch of Map.groupBy(targets, stage).values()) {
      hidden.push(...(await unnoticed(batch, copy.module, terraform)));
    }
    const failures: string[] = [];
    for (const target of hidden) {
      const noticed = await withRenamed(copy.module, [target], async () => {
        if ((await validate(copy.module, terraform)).length > 0) return true;
        return (await terraform.run(copy.module, ['test'])).code !== 0;
      });
      if (!noticed) failures.push(`renaming ${target.name} at ${target.file}:${target.line} fails no test`);
    }
    return { directory: label, check: 'renames', passed: targets.length - failures.length, failures };
  } finally {
    rmSync(copy.root, { recursive: true, force: true });
  }
}

/** Terraform checks in stages, and a fault in an early one hides the later ones: each is renamed by itself. */
function stage({ path: blocks, name }: Target): string {
  return [blocks.length, blocks[0], META_ARGUMENTS.includes(name) ? name : ''].join(' ');
}

/**
 * Which of these no diagnostic names when they are renamed together. What the others' diagnostics hid shows
 * when the others are left alone, so it goes on with the rest until nobody more is found.
 */
async function unnoticed(batch: readonly Target[], module: string, terraform: Terraform): Promise<Target[]> {
  const diagnostics = await withRenamed(module, batch, () => validate(module, terraform));
  const rest = batch.filter((target) => !diagnostics.some((found) => concerns(found, target)));
  return rest.length === 0 || rest.length === batch.length ? rest : unnoticed(rest, module, terraform);
}

/** The module copied, its siblings linked, so that "../other" still leads there. */
function copyBesideSiblings(directory: string): { root: string; module: string } {
  const root = mkdtempSync(path.join(tmpdir(), 'flightdeck-renames-'));
  // As deep as in the repository, where modules read files by ../../../
  const modules = path.join(root, 'terraform', 'modules');
  mkdirSync(modules, { recursive: true });
  const repository = path.resolve(directory, '../../..');
  for (const entry of readdirSync(repository)) {
    if (entry !== 'terraform') symlinkSync(path.join(repository, entry), path.join(root, entry));
  }
  const parent = path.dirname(directory);
  for (const sibling of readdirSync(parent)) {
    if (sibling !== path.basename(directory))
      symlinkSync(path.join(parent, sibling), path.join(modules, sibling));
  }
  const module = path.join(modules, path.basename(directory));
  cpSync(directory, module, { recursive: true });
  return { root, module };
}

/** Everything below the top level: the arguments and blocks of resources, variables, outputs, modules, locals. */
function findTargets(module: string): Target[] {
  return readdirSync(module)
    .filter((file) => file.endsWith('.tf'))
    .flatMap((file) => {
      const items = flatten(readHcl(readFileSync(path.join(module, file), 'utf8')));
      return items.filter(({ path: blocks }) => blocks.length > 0).map((item) => ({ ...item, file }));
    });
}

async function withRenamed<T>(module: string, targets: readonly Target[], use: () => Promise<T>): Promise<T> {
  const files = [...new Set(targets.map(({ file }) => file))];
  const before = files.map(
    (file) => [path.join(module, file), readFileSync(path.join(module, file), 'utf8')] as const,
  );
  for (const [index, file] of files.entries()) {
    const [name, text] = before[index] as readonly [string, string];
    const ends = targets.filter((target) => target.file === file).map(({ end }) => end);
    // From the last to the first, so that earlier offsets still hold.
    const renamed = ends
      .sort((a, b) => b - a)
      .reduce((all, end) => all.slice(0, end) + SUFFIX + all.slice(end), text);
    writeFileSync(name, renamed);
  }
  try {
    return await use();
  } finally {
    for (const [name, text] of before) writeFileSync(name, text);
  }
}

async function validate(module: string, terraform: Terraform): Promise<Diagnostic[]> {
  const { stdout, stderr, code } = await terraform.run(module, ['validate', '-json']);
  if (stdout === '') return code === 0 ? [] : [{ severity: 'error', summary: stderr, detail: '' }];
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  return diagnostics.filter(({ severity }) => severity === 'error');
}

/** Whether a diagnostic is about this very name: at its line, or naming the local value that is gone. */
function concerns(
  { summary, detail, range }: Diagnostic,
  { file, line, name, path: blocks }: Target,
): boolean {
  if (blocks[0] === 'locals') return detail.includes(`"${name}"`) && summary.includes('undeclared');
  return range?.filename === file && range.start.line === line;
}
