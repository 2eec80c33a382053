import { v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { failure, type Harness, PROJECT, startHarness, topicName } from './harness.ts';

const AVRO = 'AVRO' as const;
const definition = JSON.stringify({
  type: 'record',
  name: 'Delay',
  fields: [{ name: 'minutes', type: 'int' }],
});
const wider = JSON.stringify({
  type: 'record',
  name: 'Delay',
  fields: [
    { name: 'minutes', type: 'int' },
    { name: 'reason', type: ['null', 'string'], default: null },
  ],
});
const parent = `projects/${PROJECT}`;
const name = `${parent}/schemas/delay`;

describe('schemas', () => {
  let harness: Harness;
  let schemas: v1.SchemaServiceClient;
  beforeAll(async () => {
    harness = await startHarness();
    schemas = new v1.SchemaServiceClient({
      servicePath: '127.0.0.1',
      port: harness.server.port,
      sslCreds: credentials.createInsecure(),
    });
    await schemas.createSchema({ parent, schemaId: 'delay', schema: { type: AVRO, definition } });
  });
  afterAll(async () => {
    await schemas.close();
    await harness.close();
  });
  const publish = (topic: string, data: Buffer): Promise<unknown> =>
    harness.publisher.publish({ topic: topicName(topic), messages: [{ data }] });

  it('creates, gets, lists and refuses', async () => {
    const [schema] = await schemas.getSchema({ name, view: 'FULL' });
    expect(schema).toMatchObject({ name, type: AVRO, definition });
    expect(schema.revisionId).toMatch(/^[0-9a-f]{8}$/);
    const [listed] = await schemas.listSchemas({ parent, view: 'BASIC' });
    expect(listed.map((one) => [one.name, one.definition])).toEqual([[name, '']]);
    const again = schemas.createSchema({ parent, schemaId: 'delay', schema: { type: AVRO, definition } });
    expect((await failure(again)).code).toBe(6);
    const bad = await failure(
      schemas.validateSchema({ parent, schema: { type: AVRO, definition: '{"type":"nope"}' } }),
    );
    expect(bad.code).toBe(3);
    const proto = { type: 'PROTOCOL_BUFFER' as const, definition: 'syntax = "proto3";' };
    expect((await failure(schemas.validateSchema({ parent, schema: proto }))).code).toBe(12);
  });

  it('validates messages in both encodings', async () => {
    const type = avro.Type.forSchema(JSON.parse(definition));
    const good = [
      { message: Buffer.from('{"minutes": 5}'), encoding: 'JSON' as const },
      { message: type.toBuffer({ minutes: 5 }), encoding: 'BINARY' as const },
    ];
    for (const { message, encoding } of good)
      await schemas.validateMessage({ parent, name, message, encoding });
    const bad = [
      { message: Buffer.from('{"minutes": "5"}'), encoding: 'JSON' as const },
      { message: Buffer.from('{}'), encoding: 'JSON' as const },
      { message: Buffer.from('not JSON'), encoding: 'JSON' as const },
      { message: Buffer.alloc(0), encoding: 'BINARY' as const },
    ];
    for (const { message, encoding } of bad) {
      const error = await failure(schemas.validateMessage({ parent, name, message, encoding }));
      expect(error).toMatchObject({ code: 3, message: expect.stringMatching(/failed schema validation/) });
    }
  });

  it('holds publishers of a topic to its schema, revision by revision', async () => {
    await harness.publisher.createTopic({
      name: topicName('typed'),
      schemaSettings: { schema: name, encoding: 'JSON' },
    });
    await harness.client.topic('typed').createSubscription('typed-sub');
    await publish('typed', Buffer.from('{"minutes": 1}'));
    expect((await failure(publish('typed', Buffer.from('{"minutes": 1.5}')))).code).toBe(3);
    const late = Buffer.from('{"minutes": 1, "reason": {"string": "fog"}}');
    const [first] = await schemas.getSchema({ name });
    const [second] = await schemas.commitSchema({ name, schema: { type: AVRO, definition: wider } });
    await publish('typed', late);
    const [{ receivedMessages }] = await harness.subscriber.pull({
      subscription: harness.client.subscription('typed-sub').name,
      maxMessages: 10,
    });
    expect(receivedMessages?.map(({ message }) => ({ ...message?.attributes }))).toEqual(
      [first, second].map(({ revisionId }) => ({
        googclient_schemaencoding: 'JSON',
        googclient_schemaname: name,
        googclient_schemarevisionid: revisionId,
      })),
    );
    const missing = {
      name: topicName('untyped'),
      schemaSettings: { schema: `${name}-not`, encoding: 'JSON' as const },
    };
    expect((await failure(harness.publisher.createTopic(missing))).code).toBe(5);
  });

  it('keeps revisions: rolls back, deletes one, deletes all', async () => {
    const [created] = await schemas.createSchema({
      parent,
      schemaId: 'moving',
      schema: { type: AVRO, definition },
    });
    const moving = `${parent}/schemas/moving`;
    await schemas.commitSchema({ name: moving, schema: { type: AVRO, definition: wider } });
    const [back] = await schemas.rollbackSchema({ name: moving, revisionId: created.revisionId ?? '' });
    expect(back.definition).toBe(definition);
    const [revisions] = await schemas.listSchemaRevisions({ name: moving, view: 'FULL' });
    expect(revisions.map((revision) => revision.definition)).toEqual([definition, wider, definition]);
    await schemas.deleteSchemaRevision({ name: `${moving}@${back.revisionId}` });
    expect((await schemas.getSchema({ name: moving, view: 'FULL' }))[0].definition).toBe(wider);
    expect((await schemas.getSchema({ name: `${moving}@${created.revisionId}` }))[0].revisionId).toBe(
      created.revisionId,
    );
    await schemas.deleteSchema({ name: moving });
    expect((await failure(schemas.getSchema({ name: moving }))).code).toBe(5);
  });
});
