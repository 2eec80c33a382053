import { formatDuration, parseDuration } from '@flightdeck/promql';
import type { Incident } from '../incident.ts';
import type { ExpectedIncident } from './schema.ts';

type When = string | readonly [string, string];

const ms = (text: string) => parseDuration(text) ?? 0;
const bounds = (when: When) =>
  (typeof when === 'string' ? [ms(when), ms(when)] : [ms(when[0]), ms(when[1])]) as [number, number];
const show = (when: When) => (typeof when === 'string' ? when : `${when[0]}..${when[1]}`);

function within(when: When, at: number): boolean {
  const [from, to] = bounds(when);
  return at >= from && at <= to;
}

function sameSeries(expected: ExpectedIncident, incident: Incident): boolean {
  if (expected.condition !== undefined && expected.condition !== incident.conditionName) return false;
  return Object.entries(expected.labels ?? {}).every(([name, value]) => incident.labels[name] === value);
}

function wrong(expected: ExpectedIncident, incident: Incident): string | null {
  const { openedAtMs, closedAtMs, closeReason } = incident;
  if (!within(expected.opens, openedAtMs))
    return `opened at ${formatDuration(openedAtMs)}, expected ${show(expected.opens)}`;
  if (expected.closes === 'never')
    return closedAtMs === null
      ? null
      : `closed at ${formatDuration(closedAtMs)} (${closeReason}), expected to stay open`;
  if (closedAtMs === null) return `still open at the end, expected to close at ${show(expected.closes)}`;
  if (!within(expected.closes, closedAtMs))
    return `closed at ${formatDuration(closedAtMs)}, expected ${show(expected.closes)}`;
  if (expected.because !== undefined && expected.because !== closeReason)
    return `closed because ${closeReason}, expected ${expected.because}`;
  return null;
}

/** Everything in which the incidents differ from those expected; empty if nothing does. */
export function judge(expected: readonly ExpectedIncident[], incidents: readonly Incident[]): string[] {
  const faults: string[] = [];
  const left = [...incidents];
  for (const one of expected) {
    const candidates = left.filter((incident) => sameSeries(one, incident));
    const best = candidates.find((incident) => wrong(one, incident) === null) ?? candidates[0];
    const what = one.condition === undefined ? 'incident' : `incident of "${one.condition}"`;
    const labels = one.labels ? ` ${JSON.stringify(one.labels)}` : '';
    if (best === undefined)
      faults.push(`${what}${labels} expected to open at ${show(one.opens)} did not open`);
    else {
      left.splice(left.indexOf(best), 1);
      const fault = wrong(one, best);
      if (fault !== null) faults.push(`${what}${labels}: ${fault}`);
    }
  }
  for (const { conditionName, labels, openedAtMs, value } of left)
    faults.push(
      `unexpected incident of "${conditionName}" ${JSON.stringify(labels)} at ${formatDuration(openedAtMs)}, value ${value}`,
    );
  return faults;
}
