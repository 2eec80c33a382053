import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { useEffect, useRef } from 'preact/hooks';

/** Markdown as HTML: raw HTML in it is escaped and dangerous links are disarmed by micromark. */
export function Markdown({ text }: { readonly text: string }) {
  const box = useRef<HTMLDivElement>(null);
  const html = micromark(text, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
  useEffect(() => {
    for (const block of box.current?.querySelectorAll('pre') ?? []) addCopyButton(block);
    for (const link of box.current?.querySelectorAll('a') ?? []) pointIntoConsole(link);
  }, [html]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: micromark escapes what is not Markdown
  return <div ref={box} class="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Links are written for the repository; runbooks and experiments have pages of their own here. */
function pointIntoConsole(link: HTMLAnchorElement): void {
  const target = link.getAttribute('href') ?? '';
  const experiment = /chaos\/experiments\/([\w-]+)\.yaml/.exec(target)?.[1];
  const runbook = /^(?:\.\/|(?:.*\/)?runbooks\/)?([\w-]+)\.md(#.*)?$/.exec(target)?.[1];
  if (experiment) link.href = `/drills/${experiment}`;
  else if (runbook === 'README') link.href = '/runbooks';
  else if (runbook) link.href = `/runbooks/${runbook}`;
}

function addCopyButton(block: HTMLPreElement): void {
  if (block.previousElementSibling?.classList.contains('copy')) return;
  // A wide command scrolls sideways: it must be reachable by keyboard.
  block.tabIndex = 0;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(block.textContent ?? '').then(() => {
      button.textContent = 'Copied';
    });
  });
  block.before(button);
}
