import { useEffect } from 'preact/hooks';
import { formatTime } from '../charts/format.ts';
import { silentSince } from '../state/live.ts';

/** Says since when the data source does not answer; the last values stay, greyed. */
export function SilentBanner() {
  const since = silentSince.value;
  useEffect(() => {
    document.body.classList.toggle('stale', since !== undefined);
  }, [since]);
  if (since === undefined) return null;
  return (
    <p class="silent" role="status">
      Monitoring has not answered since {formatTime(since / 1000)}. What you see is from then. Is it running?
      Try <code>npm start</code>.
    </p>
  );
}
