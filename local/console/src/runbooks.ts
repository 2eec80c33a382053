import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunbookSummary {
  readonly name: string;
  readonly title: string;
  /** The first paragraph after the title. */
  readonly summary: string;
}

const NAME = /^[a-z0-9-]+$/i;

/** The runbooks of a folder, by name. */
export async function listRunbooks(folder: string): Promise<RunbookSummary[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).sort();
  return Promise.all(
    files.map(async (file) => {
      const paragraphs = (await readFile(join(folder, file), 'utf8')).split(/\n\s*\n/);
      const name = file.replace(/\.md$/, '');
      const title =
        paragraphs
          .find((text) => text.startsWith('# '))
          ?.split('\n')[0]
          ?.slice(2) ?? name;
      const summary = paragraphs.find((text) => !text.startsWith('#')) ?? '';
      return { name, title, summary: summary.replaceAll('\n', ' ').trim() };
    }),
  );
}

/** The Markdown of one runbook; undefined when there is none of that name. */
export async function readRunbook(folder: string, name: string): Promise<string | undefined> {
  if (!NAME.test(name)) return undefined;
  return readFile(join(folder, `${name}.md`), 'utf8').catch(() => undefined);
}
