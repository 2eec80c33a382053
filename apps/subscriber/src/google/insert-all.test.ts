import { exampleEvent, exampleMessage } from '@flightdeck/flight-event/examples';
import type { Table } from '@google-cloud/bigquery';
import { describe, expect, it } from '@jest/globals';
import type { Row } from '../ports.ts';
import { createInsertAll } from './insert-all.ts';

const row = (number: number): Row => ({
  event: exampleEvent(number),
  message: {
    ackId: '',
    messageId: `m${number}`,
    publishedAtMicros: 978_310_020_000_001,
    receivedAt: 0,
    ...exampleMessage(number),
  },
});

// The answers BigQuery gives only when a row is bad; that requests are right, tests/modes.test.ts shows on a real server.
const answering = (response: unknown): { table: Table; bodies: string[] } => {
  const bodies: string[] = [];
  const request = async ({ body }: { body: string }) => {
    bodies.push(body);
    return [response];
  };
  return { table: { request } as unknown as Table, bodies };
};

describe('insertAll', () => {
  it('sends timestamps as text, exact to the microsecond, and the message id as insertId', async () => {
    const { table, bodies } = answering({});
    await createInsertAll(table).append([row(1)], 978_310_020_000_999);
    const sent = JSON.parse(bodies[0] ?? '');
    expect(sent.skipInvalidRows).toBe(true);
    expect(sent.rows[0]).toMatchObject({
      insertId: 'm1',
      json: {
        occurred_at: '2001-01-01T00:47:00.000000Z',
        published_at: '2001-01-01T00:47:00.000001Z',
        ingested_at: '2001-01-01T00:47:00.000999Z',
        delay_minutes: 66,
      },
    });
  });

  it('blames a row only for being invalid', async () => {
    const invalid = { index: 0, errors: [{ reason: 'invalid', location: 'origin', message: 'too long' }] };
    const stopped = { index: 1, errors: [{ reason: 'stopped' }] };
    await expect(
      createInsertAll(answering({ insertErrors: [invalid] }).table).append([row(1)], 5),
    ).resolves.toEqual({
      refused: [{ index: 0, reason: 'origin: too long' }],
      restStored: true,
    });
    await expect(
      createInsertAll(answering({ insertErrors: [invalid, stopped] }).table).append([row(1), row(2)], 5),
    ).resolves.toMatchObject({ restStored: false });
  });
});
