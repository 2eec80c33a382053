import { useEffect, useRef } from 'preact/hooks';
import { type KeyedPage, keysShown } from '../state/keyboard.ts';

/** The list of keys, opened by `?` and closed by Escape. */
export function Keys({ pages }: { readonly pages: readonly KeyedPage[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = keysShown.value;
  useEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  return (
    <dialog ref={dialog} aria-labelledby="keys-title" onClose={() => (keysShown.value = false)}>
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {pages.map(({ name, key }) => (
          <Key key={key} keys={['g', key]} what={name} />
        ))}
        <Key keys={['/']} what="search on this page" />
        <Key keys={['p']} what="pause or resume live updates" />
        <Key keys={['?']} what="this list" />
        <Key keys={['Esc']} what="leave a field, close this list" />
      </dl>
      <p class="dim">Drag across a chart to look closer; the address keeps what you see.</p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

function Key({ keys, what }: { readonly keys: readonly string[]; readonly what: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  );
}
