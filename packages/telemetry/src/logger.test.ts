import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { createLogger } from './logger.ts';

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(() => context.disable());

function setUp(options: { level?: string; project?: string } = {}) {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, logger: createLogger({ service: 'api', destination, ...options }) };
}

const span = trace.wrapSpanContext({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
});

test("a line has Cloud Logging's fields", () => {
  const { lines, logger } = setUp();
  logger.warn({ port: 8080 }, 'listening');
  expect(lines).toEqual([
    {
      severity: 'WARNING',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'api',
      port: 8080,
      message: 'listening',
    },
  ]);
});

test('levels are severities of Cloud Logging', () => {
  const { lines, logger } = setUp({ level: 'trace' });
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]('x');
  expect(lines.map(({ severity }) => severity)).toEqual([
    'DEBUG',
    'DEBUG',
    'INFO',
    'WARNING',
    'ERROR',
    'CRITICAL',
  ]);
});

test('lines below the level are not written', () => {
  const { lines, logger } = setUp({ level: 'error' });
  logger.info('x');
  expect(lines).toEqual([]);
});

test('inside a span every line carries its trace', () => {
  const { lines, logger } = setUp({ project: 'p' });
  context.with(trace.setSpan(context.active(), span), () => logger.info('x'));
  logger.info('y');
  expect(lines[0]).toMatchObject({
    'logging.googleapis.com/trace': 'projects/p/traces/0af7651916cd43dd8448eb211c80319c',
    'logging.googleapis.com/spanId': 'b7ad6b7169203331',
    'logging.googleapis.com/trace_sampled': true,
  });
  expect(lines[1]).not.toHaveProperty('logging.googleapis.com/trace');
});

test('an error is logged with its stack and its cause', () => {
  const { lines, logger } = setUp();
  logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
  expect(lines[0]?.err).toMatchObject({ message: expect.stringContaining('outer') });
  expect(JSON.stringify(lines[0]?.err)).toContain('inner');
});
