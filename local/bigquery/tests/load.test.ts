import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JobLoadMetadata, Table } from '@google-cloud/bigquery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness } from './harness.ts';

let harness: Harness;
let made = 0;
const files: string[] = [];
beforeAll(async () => {
  harness = await startHarness();
  await harness.client.createDataset('d');
});
afterAll(async () => {
  for (const file of files) rmSync(file, { force: true });
  await harness.close();
});

const newTable = (): Table => harness.client.dataset('d').table(`t${made++}`);

/** Loads a text as a user loads a file, and answers the finished job. */
async function load(table: Table, name: string, text: string | Buffer, metadata: JobLoadMetadata) {
  const path = join(tmpdir(), `bigquery-load-${process.pid}-${files.length}-${name}`);
  writeFileSync(path, text);
  files.push(path);
  // Waits for the job, and rejects with its errorResult.
  const [job] = await table.load(path, metadata);
  return job;
}

const rowsOf = async (table: Table, order = '1'): Promise<unknown[]> =>
  (await harness.client.query(`SELECT * FROM d.${table.id} ORDER BY ${order}`))[0];
const columnsOf = async (table: Table): Promise<string[]> => {
  const [{ schema }] = await table.getMetadata();
  return schema.fields.map(({ name, type, mode }: Record<string, string>) => `${name} ${type} ${mode}`);
};

const SCHEMA = {
  fields: [
    { name: 'name', type: 'STRING' },
    { name: 'n', type: 'INTEGER' },
  ],
};

describe('a load job from a CSV file', () => {
  it('makes the table from its schema and counts what it did', async () => {
    const table = newTable();
    const text = 'name,n\n"a, b",1\n"",2\n,3\n"say ""hi""",\n';
    const job = await load(table, 'rows.csv', text, { schema: SCHEMA, skipLeadingRows: 1 });
    expect(await rowsOf(table, 'n IS NULL, n')).toEqual([
      { name: 'a, b', n: 1 },
      { name: '', n: 2 },
      { name: null, n: 3 },
      { name: 'say "hi"', n: null },
    ]);
    expect(job).toMatchObject({
      configuration: { jobType: 'LOAD', load: { sourceFormat: 'CSV' } },
      statistics: {
        load: { inputFiles: '1', inputFileBytes: String(text.length), outputRows: '4', badRecords: '0' },
      },
      status: { state: 'DONE' },
    });
  });

  it('detects names and types', async () => {
    const table = newTable();
    await load(
      table,
      'detect.csv',
      'id,Price (USD),on,at,ok,what\n1,2,2001-02-03,2001-02-03 04:05:06,true,x\n2,2.5,2001-02-04,2001-02-04T04:05:06Z,FALSE,7\n',
      { autodetect: true },
    );
    expect(await columnsOf(table)).toEqual([
      'id INTEGER NULLABLE',
      'Price__USD_ FLOAT NULLABLE',
      'on DATE NULLABLE',
      'at TIMESTAMP NULLABLE',
      'ok BOOLEAN NULLABLE',
      'what STRING NULLABLE',
    ]);
    expect(await rowsOf(table, 'id')).toHaveLength(2);
  });

  it('finds no header where there is none', async () => {
    const table = newTable();
    await load(table, 'bare.csv', 'a,1\nb,2\n', { autodetect: true });
    expect(await rowsOf(table)).toEqual([
      { string_field_0: 'a', int64_field_1: 1 },
      { string_field_0: 'b', int64_field_1: 2 },
    ]);
  });

  it('honours delimiter, quote, null marker, jagged rows, extra columns and encoding', async () => {
    const table = newTable();
    await load(table, 'odd.csv', Buffer.from("x\tNULL\n'a\tb'\t1\t9\njosé\n\t5\n", 'latin1'), {
      schema: SCHEMA,
      fieldDelimiter: '\\t',
      quote: "'",
      nullMarker: 'NULL',
      allowJaggedRows: true,
      ignoreUnknownValues: true,
      encoding: 'ISO-8859-1',
    });
    expect(await rowsOf(table, 'name')).toEqual([
      { name: '', n: 5 },
      { name: 'a\tb', n: 1 },
      { name: 'josé', n: null },
      { name: 'x', n: null },
    ]);
  });

  it('takes line breaks in quotes only where they are allowed', async () => {
    const text = '"two\nlines",1\n';
    const table = newTable();
    await expect(load(table, 'broken.csv', text, { schema: SCHEMA })).rejects.toThrow(
      /Missing close quote character/,
    );
    await load(table, 'lines.csv', text, { schema: SCHEMA, allowQuotedNewlines: true });
    expect(await rowsOf(table)).toEqual([{ name: 'two\nlines', n: 1 }]);
  });

  it('loads nothing when there are more bad records than allowed, and says where they are', async () => {
    const table = newTable();
    const text = 'a,1\nb,x\nc,3,4\nd\ne,5\n';
    await expect(load(table, 'bad.csv', text, { schema: SCHEMA, maxBadRecords: 2 })).rejects.toMatchObject({
      errors: [
        {
          reason: 'invalid',
          message: expect.stringMatching(
            /CSV table encountered too many errors, giving up. Rows: 4; errors: 3/,
          ),
        },
        { reason: 'invalid', message: expect.stringMatching(/Cannot convert.*x.*position: 4$/) },
        { reason: 'invalid', message: expect.stringMatching(/Too many values in line.*position: 8$/) },
        { reason: 'invalid', message: expect.stringMatching(/only 1 columns.*position: 14$/) },
      ],
    });
    expect(await table.exists()).toEqual([false]);
    const job = await load(table, 'good.csv', text, { schema: SCHEMA, maxBadRecords: 3 });
    expect(job).toMatchObject({ statistics: { load: { outputRows: '2', badRecords: '3' } } });
    expect(job.status?.errorResult).toBeUndefined();
    expect(job.status?.errors).toHaveLength(3);
  });
});

describe('a load job from newline-delimited JSON', () => {
  const json = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  it('detects nested and repeated fields, and keeps 64-bit integers', async () => {
    const table = newTable();
    const text = `${json({ id: 1, tags: ['a', 'b'], at: { city: 'ATL', n: 1.5 } })}\n{"id": 9007199254740993}`;
    await load(table, 'rows.json', text, { autodetect: true, sourceFormat: 'NEWLINE_DELIMITED_JSON' });
    expect(await columnsOf(table)).toEqual([
      'id INTEGER NULLABLE',
      'tags STRING REPEATED',
      'at RECORD NULLABLE',
    ]);
    const [rows] = await harness.client.query(
      `SELECT CAST(id AS STRING) AS id, tags, at.city FROM d.${table.id} ORDER BY 1`,
    );
    expect(rows).toEqual([
      { id: '1', tags: ['a', 'b'], city: 'ATL' },
      { id: '9007199254740993', tags: [], city: null },
    ]);
  });

  it('refuses unknown fields unless told to pass over them', async () => {
    const table = newTable();
    const text = json({ name: 'a', n: 1, extra: true });
    const options = { schema: SCHEMA, sourceFormat: 'NEWLINE_DELIMITED_JSON' };
    await expect(load(table, 'extra.json', text, options)).rejects.toMatchObject({
      errors: [{}, { message: expect.stringMatching(/row starting at position 0: no such field: extra/) }],
    });
    await load(table, 'extra.json', text, { ...options, ignoreUnknownValues: true });
    expect(await rowsOf(table)).toEqual([{ name: 'a', n: 1 }]);
  });

  it('names the line that is no JSON', async () => {
    await expect(
      load(newTable(), 'broken.json', `${json({ n: 1 })}{"n": \n`, {
        schema: SCHEMA,
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
      }),
    ).rejects.toMatchObject({
      errors: [{}, { message: expect.stringMatching(/position 8: Parser terminated/) }],
    });
  });

  it('streams in through createWriteStream, gzipped or not, in many batches', async () => {
    const table = newTable();
    const rows = 20_000;
    const text = json(...Array.from({ length: rows }, (_, n) => ({ name: `row ${n}`, n })));
    for (const body of [text, gzipSync(text)]) {
      const stream = table.createWriteStream({ sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: SCHEMA });
      stream.end(body);
      await once(stream, 'complete');
    }
    const [[total]] = await harness.client.query(
      `SELECT COUNT(*) AS n, COUNT(DISTINCT n) AS different FROM d.${table.id}`,
    );
    expect(total).toEqual({ n: 2 * rows, different: rows });
  });
});

describe('dispositions', () => {
  const csv = (table: Table, text: string, more: JobLoadMetadata = {}) =>
    load(table, 'disposition.csv', text, { schema: SCHEMA, ...more });

  it('appends, replaces, or wants the table empty', async () => {
    const table = newTable();
    await csv(table, 'a,1\n');
    await csv(table, 'b,2\n');
    expect(await rowsOf(table)).toHaveLength(2);
    await expect(csv(table, 'c,3\n', { writeDisposition: 'WRITE_EMPTY' })).rejects.toMatchObject({
      errors: [{ reason: 'duplicate', message: `Already Exists: Table ${PROJECT}:d.${table.id}` }],
    });
    await load(table, 'replace.csv', 'x\n', {
      writeDisposition: 'WRITE_TRUNCATE',
      schema: { fields: [{ name: 'only', type: 'STRING', mode: 'NULLABLE' }] },
    });
    expect(await rowsOf(table)).toEqual([{ only: 'x' }]);
    expect(await columnsOf(table)).toEqual(['only STRING NULLABLE']);
  });

  it('keeps the table as it was when a replacement fails', async () => {
    const table = newTable();
    await csv(table, 'a,1\n');
    await expect(csv(table, 'b,x\n', { writeDisposition: 'WRITE_TRUNCATE' })).rejects.toThrow(
      /too many errors/,
    );
    expect(await rowsOf(table)).toEqual([{ name: 'a', n: 1 }]);
  });

  it('makes no table where it must not, and needs a schema from somewhere', async () => {
    await expect(csv(newTable(), 'a,1\n', { createDisposition: 'CREATE_NEVER' })).rejects.toMatchObject({
      errors: [{ reason: 'notFound' }],
    });
    await expect(load(newTable(), 'none.csv', 'a,1\n', {})).rejects.toThrow(
      'No schema specified on job or table.',
    );
  });

  it('adds columns only where that is allowed', async () => {
    const table = newTable();
    await csv(table, 'a,1\n');
    const wider = { schema: { fields: [...SCHEMA.fields, { name: 'more', type: 'BOOLEAN' }] } };
    await expect(csv(table, 'b,2,yes\n', wider)).rejects.toThrow(/Cannot add fields \(field: more\)/);
    await csv(table, 'b,2,yes\n', { ...wider, schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] });
    expect(await rowsOf(table, 'n')).toEqual([
      { name: 'a', n: 1, more: null },
      { name: 'b', n: 2, more: true },
    ]);
  });
});

describe('what is not served', () => {
  it.each([
    ['another format', { sourceFormat: 'PARQUET' }, /PARQUET is not supported here/],
    [
      'an option it does not know',
      { hivePartitioningOptions: {} },
      /hivePartitioningOptions is not supported/,
    ],
    ['a delimiter of two characters', { fieldDelimiter: '||' }, /must be a single character/],
    ['a disposition that is none', { writeDisposition: 'WRITE_MAYBE' }, /WRITE_MAYBE is not a valid value/],
  ])('refuses %s at once', async (_what, options, message) => {
    await expect(load(newTable(), 'refused.csv', 'a,1\n', { schema: SCHEMA, ...options })).rejects.toThrow(
      message,
    );
  });

  it('refuses files in Cloud Storage', async () => {
    const load = {
      sourceUris: ['gs://bucket/rows.csv'],
      destinationTable: { projectId: PROJECT, datasetId: 'd', tableId: 't' },
    };
    await expect(harness.client.createJob({ configuration: { load } })).rejects.toThrow(/no Cloud Storage/);
  });
});

describe('a resumable upload', () => {
  const CHUNK = 256 * 1024;
  const begin = async (table: Table): Promise<string> => {
    const response = await fetch(
      `${harness.url}/upload/bigquery/v2/projects/${PROJECT}/jobs?uploadType=resumable`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=UTF-8', 'x-upload-content-type': '*/*' },
        body: JSON.stringify({
          configuration: {
            load: {
              sourceFormat: 'CSV',
              schema: SCHEMA,
              destinationTable: { projectId: PROJECT, datasetId: 'd', tableId: table.id },
            },
          },
        }),
      },
    );
    return response.headers.get('location') ?? '';
  };
  const put = (url: string, range: string, body?: Buffer): Promise<Response> =>
    fetch(url, {
      method: 'PUT',
      headers: { 'content-range': range },
      ...(body ? { body: new Uint8Array(body) } : {}),
    });

  it('takes chunks, tells how far it is, and starts the job with the last one', async () => {
    const table = newTable();
    const rows = 30_000;
    const data = Buffer.from(Array.from({ length: rows }, (_, n) => `name ${n},${n}\n`).join(''));
    const url = await begin(table);
    const first = await put(url, `bytes 0-${CHUNK - 1}/*`, data.subarray(0, CHUNK));
    expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${CHUNK - 1}`]);
    const asked = await put(url, `bytes */${data.length}`);
    expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${CHUNK - 1}`]);
    const gap = await put(
      url,
      `bytes ${CHUNK + 5}-${data.length - 1}/${data.length}`,
      data.subarray(CHUNK + 5),
    );
    expect(gap.status).toBe(400);
    const last = await put(url, `bytes ${CHUNK}-${data.length - 1}/${data.length}`, data.subarray(CHUNK));
    const { jobReference } = (await last.json()) as { jobReference: { jobId: string } };
    await harness.client.job(jobReference.jobId).promise();
    const [[total]] = await harness.client.query(`SELECT COUNT(*) AS n, SUM(n) AS sum FROM d.${table.id}`);
    expect(total).toEqual({ n: rows, sum: (rows * (rows - 1)) / 2 });
  });

  it('forgets a session that is given up', async () => {
    const url = await begin(newTable());
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(499);
    expect((await put(url, 'bytes */10')).status).toBe(404);
  });
});
