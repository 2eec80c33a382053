import type { VectorMatching } from '../ast.ts';
import { keepLabels, type Labels, labelsKey, METRIC_NAME, withoutLabels } from '../labels.ts';

/** Maps a series to the labels by which it is matched with the other side. */
export function signatureLabels(matching: VectorMatching): (labels: Labels) => Labels {
  if (matching.on) return (labels) => keepLabels(labels, matching.labels);
  const ignored = new Set(matching.labels);
  return (labels) => withoutLabels(labels, (name) => ignored.has(name) || name === METRIC_NAME);
}

export function signatureOf(matching: VectorMatching): (labels: Labels) => string {
  const labelsFor = signatureLabels(matching);
  return (labels) => labelsKey(labelsFor(labels));
}
