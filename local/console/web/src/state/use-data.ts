import { useEffect, useRef, useState } from 'preact/hooks';
import { tick } from './live.ts';

/** What a page knows: the last good data stays while new data is fetched or cannot be had. */
export interface Data<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
}

/**
 * Fetches when `key` changes and at every live tick. An older request is cut off by a newer one.
 * Where the key changes the old value is dropped: it belongs to something else.
 * @param pace fetch when this changes, instead of at the live tick
 */
export function useData<T>(
  key: string,
  fetchData: (signal: AbortSignal) => Promise<T>,
  pace?: number,
): Data<T> {
  const [state, setState] = useState<Data<T> & { key: string }>({
    key,
    value: undefined,
    error: undefined,
    loading: true,
  });
  const latest = useRef(fetchData);
  latest.current = fetchData;
  const now = pace ?? tick.value;
  useEffect(() => {
    const abort = new AbortController();
    latest
      .current(abort.signal)
      .then((value) => setState({ key, value, error: undefined, loading: false }))
      .catch((error: Error) => {
        if (abort.signal.aborted) return;
        setState((old) => ({ key, value: old.key === key ? old.value : undefined, error, loading: false }));
      });
    return () => abort.abort();
  }, [key, now]);
  return state.key === key ? state : { value: undefined, error: undefined, loading: true };
}
