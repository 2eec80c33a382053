/** The one time axis of a report: every panel above it shares it. */
export interface Axis {
  readonly left: number;
  readonly right: number;
  /** Unix seconds to a horizontal place. */
  x(time: number): number;
  /** Times of the marks, with their text: time since the method began. */
  readonly marks: readonly { readonly time: number; readonly text: string }[];
}

const LEFT = 250;
const RIGHT = 985;
/** More marks than this would touch. */
const MOST_MARKS = 9;
const STEPS_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440];

/** @param zero the time that the marks count from */
export function timeAxis(from: number, to: number, zero: number): Axis {
  const x = (time: number): number => LEFT + ((time - from) / (to - from)) * (RIGHT - LEFT);
  const minutes = (to - zero) / 60;
  const step = (STEPS_MINUTES.find((size) => minutes / size <= MOST_MARKS) ?? 1_440) * 60;
  const marks = [];
  for (let time = zero; time <= to; time += step) marks.push({ time, text: duration(time - zero) });
  return { left: LEFT, right: RIGHT, x, marks };
}

/** `0`, `5 min`, `1 h 30 min`. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 0 ? '0' : `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
