interface Span {
  first: number;
  last: number;
}

/** Which messages of which topics lie in which segment: what decides when a segment may be deleted. */
export class SegmentContents {
  readonly #segments = new Map<number, Map<number, Span>>();

  add(segment: number, topic: number, firstSeq: number, count: number): void {
    if (count === 0) return;
    let topics = this.#segments.get(segment);
    if (topics === undefined) {
      topics = new Map();
      this.#segments.set(segment, topics);
    }
    const last = firstSeq + count - 1;
    const span = topics.get(topic);
    if (span === undefined) topics.set(topic, { first: firstSeq, last });
    else {
      span.first = Math.min(span.first, firstSeq);
      span.last = Math.max(span.last, last);
    }
  }

  /** Whether any message of the segment is needed; forgets the segment where none is. */
  isNeeded(segment: number, needs: (topic: number, first: number, last: number) => boolean): boolean {
    const topics = this.#segments.get(segment);
    if (topics === undefined) return false;
    for (const [topic, { first, last }] of topics) {
      if (needs(topic, first, last)) return true;
      topics.delete(topic);
    }
    this.#segments.delete(segment);
    return false;
  }
}
