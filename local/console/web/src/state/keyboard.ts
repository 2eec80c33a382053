import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';

/** A key sequence must be quick, or the first key was meant for itself. */
const SEQUENCE_MS = 1_500;

/** `g` then a letter goes to a page; `/` goes to the page's search field. */
export function useKeyboard(pages: readonly { readonly path: string; readonly key: string }[]): void {
  const { route } = useLocation();
  useEffect(() => {
    let goAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input, select, textarea')) return;
      const page = pages.find(({ key }) => key === event.key);
      if (page && performance.now() - goAt < SEQUENCE_MS) route(`${page.path}${location.search}`);
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLInputElement>('main input')?.focus();
      }
      goAt = event.key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [route]);
}
