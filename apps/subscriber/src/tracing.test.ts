import { exampleEvent, exampleMessage } from '@flightdeck/flight-event/examples';
import { describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Row } from './ports.ts';
import { createTracing } from './tracing.ts';

const TRACES = ['0af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd8448eb211c80319d'] as const;
const PUBLISH_SPAN = 'b7ad6b7169203331';

const row = (number: number, traceId?: string): Row => {
  const { data, attributes } = exampleMessage(number);
  const traced = traceId === undefined ? {} : { googclient_traceparent: `00-${traceId}-${PUBLISH_SPAN}-01` };
  return {
    event: exampleEvent(number),
    message: {
      ackId: '',
      messageId: `m${number}`,
      publishedAtMicros: 0,
      receivedAt: 1_000,
      data,
      attributes: { ...attributes, ...traced },
    },
  };
};

function setUp() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { exporter, tracing: createTracing(provider.getTracer('test'), 'flights-subscriber') };
}

describe('tracing', () => {
  it('shows publish, process and the shared write in one trace, and links the others', async () => {
    const { exporter, tracing } = setUp();
    const rows = [row(1), row(2, TRACES[0]), row(3, TRACES[1])];
    const warehouse = tracing.traced({ append: async () => ({ refused: [], restStored: true }) });
    await warehouse.append(rows, 5);
    tracing.settled(rows);
    const spans = exporter.getFinishedSpans();
    const process = spans.filter(({ name }) => name === 'flights-subscriber process');
    const write = spans.find(({ name }) => name === 'flight_events append');
    expect(process.map((span) => span.spanContext().traceId)).toEqual([...TRACES]);
    expect(process[0]?.parentSpanContext?.spanId).toBe(PUBLISH_SPAN);
    expect(write?.spanContext().traceId).toBe(TRACES[0]);
    expect(write?.links.map(({ context }) => context.traceId)).toEqual([...TRACES]);
  });

  it('marks a write that failed', async () => {
    const { exporter, tracing } = setUp();
    const warehouse = tracing.traced({ append: () => Promise.reject(new Error('down')) });
    await expect(warehouse.append([row(1, TRACES[0])], 5)).rejects.toThrow('down');
    expect(exporter.getFinishedSpans()[0]?.status).toMatchObject({ message: 'down' });
  });
});
