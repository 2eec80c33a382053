import { useEffect, useRef, useState } from 'preact/hooks';
import { tick } from './live.ts';

/** What a page knows: the last good data stays while new data is fetched or cannot be had. */
export interface Data<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
}

interface Flight {
  readonly key: string;
  readonly abort: AbortController;
}

/**
 * Fetches when `key` changes and at every live tick, from the first on: before it the data's clock is not known.
 * Where the key changes, the request under way is cut off and the old value is dropped: they belong to something
 * else. A tick leaves a request under way alone, or a slow server would never get to answer.
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
  const flight = useRef<Flight | undefined>(undefined);
  const known = tick.value > 0;
  const now = pace ?? tick.value;
  useEffect(() => {
    if (!known || flight.current?.key === key) return;
    flight.current?.abort.abort();
    const abort = new AbortController();
    const own = { key, abort };
    flight.current = own;
    const land = (): boolean => {
      if (flight.current === own) flight.current = undefined;
      return !abort.signal.aborted;
    };
    latest.current(abort.signal).then(
      (value) => land() && setState({ key, value, error: undefined, loading: false }),
      (error: Error) => {
        if (!land()) return;
        setState((old) => ({ key, value: old.key === key ? old.value : undefined, error, loading: false }));
      },
    );
  }, [key, now, known]);
  useEffect(() => () => flight.current?.abort.abort(), []);
  return state.key === key ? state : { value: undefined, error: undefined, loading: true };
}
