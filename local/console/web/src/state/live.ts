import { computed, signal } from '@preact/signals';
import { getJson } from '../data/http.ts';

/** How often a page asks again. */
export const REFRESH_MS = 5_000;

interface ServerTime {
  readonly now_seconds: number;
  readonly scale: number;
}

/** Counts up with every refresh; pages that read it ask again. 0 until the data's clock is known. */
export const tick = signal(0);
export const paused = signal(false);
/** When the data source stopped answering, in milliseconds of this browser's clock. */
export const silentSince = signal<number | undefined>(undefined);
export const timeScale = signal(1);

const base = signal({ server: Date.now() / 1000, browser: performance.now() });

/** The data's own clock, in Unix seconds: it may run faster than the wall. */
export const dataNow = computed(() => {
  void tick.value;
  const { server, browser } = base.value;
  return server + ((performance.now() - browser) / 1000) * timeScale.value;
});

async function refresh(): Promise<void> {
  try {
    const { now_seconds, scale } = await getJson<ServerTime>('/monitoring/_flightdeck/time');
    base.value = { server: now_seconds, browser: performance.now() };
    timeScale.value = scale;
    silentSince.value = undefined;
    tick.value += 1;
  } catch {
    silentSince.value ??= Date.now();
    // What does not come from monitoring, such as runbooks, is to be had all the same.
    tick.value ||= 1;
  }
}

/** Refreshes until the page is closed; one request in flight at a time. */
export function startLiveUpdates(): void {
  let busy = false;
  const again = async (): Promise<void> => {
    if (busy || paused.value || document.hidden) return;
    busy = true;
    await refresh().finally(() => {
      busy = false;
    });
  };
  void again();
  setInterval(() => void again(), REFRESH_MS);
  document.addEventListener('visibilitychange', () => void again());
}
