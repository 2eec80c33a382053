import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In the order in which a person who was woken up needs them. */
export const SECTIONS = [
  'Meaning',
  'Impact',
  'Confirm',
  'Diagnosis',
  'Mitigation',
  'Verify recovery',
  'Escalate',
  'Rehearsed by',
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** A command that runs on the laptop, and what it shows. */
export interface LaptopCommand {
  readonly section: string;
  readonly command: string;
  /** Patterns of the lines to see while the fault lasts. */
  readonly faulty?: readonly string[];
  /** Patterns of the lines to see when all is well. */
  readonly healthy?: readonly string[];
}

export interface Runbook {
  readonly name: string;
  readonly title: string;
  readonly sections: readonly { readonly name: string; readonly text: string }[];
  readonly commands: readonly LaptopCommand[];
  /** Experiments under *Rehearsed by*; the first one makes the state in which the page is rehearsed. */
  readonly experiments: readonly string[];
}

/** Pages in the folder that belong to no alert. */
const NOT_RUNBOOKS = /^(README|handbook|incident-template|post-mortem-[\w-]+)\.md$/;

/** All runbooks of a checkout, by name. */
export async function readRunbooks(root: string): Promise<Runbook[]> {
  const folder = join(root, 'runbooks');
  const files = (await readdir(folder))
    .filter((file) => file.endsWith('.md') && !NOT_RUNBOOKS.test(file))
    .sort();
  return Promise.all(
    files.map(async (file) =>
      parseRunbook(file.replace(/\.md$/, ''), await readFile(join(folder, file), 'utf8')),
    ),
  );
}

export function parseRunbook(name: string, markdown: string): Runbook {
  const [head = '', ...parts] = markdown.split(/^## /m);
  const sections = parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    return { name: heading.trim(), text: lines.join('\n').trim() };
  });
  const rehearsed = sections.find((section) => section.name === 'Rehearsed by')?.text ?? '';
  return {
    name,
    title: /^# (.+)$/m.exec(head)?.[1] ?? '',
    sections,
    commands: sections.flatMap((section) => commandsOf(section)),
    experiments: [...rehearsed.matchAll(/chaos\/experiments\/([\w-]+)\.yaml\)/g)].map(
      ([, name = '']) => name,
    ),
  };
}

const FENCE = /^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm;

/** A `sh laptop` fence, followed by one or both of `text faulty` and `text healthy`. */
function commandsOf({ name, text }: { readonly name: string; readonly text: string }): LaptopCommand[] {
  const commands: LaptopCommand[] = [];
  for (const [, indent = '', info = '', body = ''] of text.matchAll(FENCE)) {
    const lines = body
      .split('\n')
      .map((line) => line.slice(indent.length))
      .filter((line) => line.trim() !== '');
    const last = commands.at(-1);
    if (info === 'sh laptop') commands.push({ section: name, command: lines.join('\n') });
    else if (info === 'text faulty' && last) commands[commands.length - 1] = { ...last, faulty: lines };
    else if (info === 'text healthy' && last) commands[commands.length - 1] = { ...last, healthy: lines };
  }
  return commands;
}
