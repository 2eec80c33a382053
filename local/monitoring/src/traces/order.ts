import type { Span } from './span.ts';

/**
 * Spans by their start; of those that start together the parent comes first, because clocks of one
 * millisecond often make a child as old as its parent.
 */
export function inOrder(spans: readonly Span[]): Span[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const depthOf = (span: Span): number => {
    const seen = new Set<Span>();
    for (
      let at: Span | undefined = span;
      at !== undefined && !seen.has(at);
      at = byId.get(at.parentSpanId ?? '')
    ) {
      seen.add(at);
    }
    return seen.size;
  };
  return spans
    .map((span) => ({ span, depth: depthOf(span) }))
    .sort((a, b) => a.span.start - b.span.start || a.depth - b.depth)
    .map(({ span }) => span);
}
