import { useEffect, useState } from 'preact/hooks';

/** Counts up every `everyMs` while the page is seen and `active`; for what moves faster than the rest of the page. */
export function usePoll(everyMs: number, active: boolean): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => {
      if (!document.hidden) setCount((old) => old + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, active]);
  return count;
}
