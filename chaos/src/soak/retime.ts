import type { Schedule, Step } from './schedule/document.ts';

/** Pause before the first step and after the last one: what comes of a step shows within it. */
const MARGIN_SECONDS = 5;

/** A schedule of some of the steps, moved to the front: a subset of the last minute needs no five minutes to run. */
export function scheduleOf(steps: readonly Step[], { seed }: Schedule): Schedule {
  const shift = Math.max(0, (steps[0]?.at ?? 0) - MARGIN_SECONDS);
  const moved = steps.map((step) => ({ ...step, at: Math.round((step.at - shift) * 10) / 10 }));
  const end = Math.max(0, ...moved.map(({ at, seconds }) => at + seconds));
  return { seed, seconds: Math.ceil(end + MARGIN_SECONDS), steps: moved };
}
