import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { paused } from './live.ts';

export interface KeyedPage {
  readonly path: string;
  readonly name: string;
  readonly key: string;
}

/** Whether the list of keys is open. */
export const keysShown = signal(false);

/** A key sequence must be quick, or the first key was meant for itself. */
const SEQUENCE_MS = 1_500;
/** Where `/` goes from a page that has nothing to search in. */
const SEARCH_PAGE = '/traces';

/** `g` then a letter goes to a page, `/` to the page's search field, `p` pauses, `?` lists the keys. */
export function useKeyboard(pages: readonly KeyedPage[]): void {
  const { route } = useLocation();
  useEffect(() => {
    let goAt = Number.NEGATIVE_INFINITY;
    const single: Readonly<Record<string, () => void>> = {
      '?': () => (keysShown.value = !keysShown.value),
      '/': () => {
        const field = document.querySelector<HTMLInputElement>('main input');
        if (field) field.focus();
        else route(`${SEARCH_PAGE}${location.search}`);
      },
      p: () => (paused.value = !paused.value),
    };
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.matches('input, select, textarea')) {
        if (event.key === 'Escape') target.blur();
        return;
      }
      const page = performance.now() - goAt < SEQUENCE_MS && pages.find(({ key }) => key === event.key);
      goAt = event.key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
      const act = page ? () => route(`${page.path}${location.search}`) : single[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [route]);
}
