import type { Dashboard } from '../../dashboard-format/types.ts';

const RUNBOOK_LINK = /\]\(([^)]*\/)?runbooks\/([^)]+)\)/g;

/** Text tiles link to runbooks that exist, as seen from the dashboard's file. */
export function checkLinks({ mosaicLayout }: Dashboard, hasRunbook: (name: string) => boolean): string[] {
  return mosaicLayout.tiles
    .flatMap(({ widget }) => [...(widget.text?.content ?? '').matchAll(RUNBOOK_LINK)])
    .map(([, before, file = '']) => ({ before, file, name: /^([\w-]+)\.md$/.exec(file)?.[1] }))
    .filter(({ before, name }) => before !== '../../' || name === undefined || !hasRunbook(name))
    .map(
      ({ before = '', file }) =>
        `a text links to ${before}runbooks/${file}, which is not ../../runbooks/<an existing one>.md`,
    );
}
