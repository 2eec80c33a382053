import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Written at run time or by others' rules: not pages of this repository. */
const ELSEWHERE = /(^|\/)(node_modules|dist|data|reports|coverage)\//;

/** Linked already and still to be written; nothing else may be missing. */
const TO_BE_WRITTEN: readonly string[] = [];

const pages = globSync('**/*.md', { cwd: repository, exclude: (name) => ELSEWHERE.test(`${name}/`) }).sort();

/** Anchors as GitHub makes them from headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Relative links and pictures; code is left out, it may show what only looks like a link. */
function links(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)|(?:src|href)="([^"]+)"/g)]
    .map(([, inline, attribute]) => (inline ?? attribute) as string)
    .filter((link) => !/^[a-z]+:/.test(link));
}

function deadLinks(page: string): string[] {
  const text = readFileSync(path.join(repository, page), 'utf8');
  return links(text).filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : path.join(path.dirname(page), decodeURIComponent(file));
    const found = path.join(repository, target);
    if (!existsSync(found)) return !TO_BE_WRITTEN.includes(file);
    if (anchor === undefined || !target.endsWith('.md')) return false;
    return !anchors(readFileSync(found, 'utf8')).includes(anchor);
  });
}

describe('the pages', () => {
  it('are there', () => {
    expect(pages.length).toBeGreaterThan(20);
  });

  it.each(pages)('%s links to what exists', (page) => {
    expect(deadLinks(page)).toEqual([]);
  });
});
