import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSource } from './open.ts';
import type { Source, SourceRow } from './source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flightdeck-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function all(source: Source): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const some of source.read()) rows.push(...some);
  return rows;
}

const HEADER = 'date,delay,distance,origin,destination';

describe('openSource', () => {
  it('reads a data set that comes along, in order', async () => {
    const source = await openSource('flights-2k');
    expect(source).toMatchObject({ dataSet: 'flights-2k', total: 2_000 });
    const rows = await all(source);
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
    expect(Object.keys(rows[0]?.row ?? {})).toEqual(['date', 'delay', 'distance', 'origin', 'destination']);
  });

  it('reads Parquet in pieces: the first rows of three million at once', async () => {
    const source = await openSource('flights-3m');
    expect(source.total).toBe(3_000_000);
    for await (const rows of source.read()) {
      expect(rows.length).toBeLessThan(10_000);
      expect(rows[0]).toMatchObject({ number: 1, row: { date: '2001-01-01 00:01:00', origin: 'LAS' } });
      break;
    }
  });

  it('reads NDJSON, and says which line is bad and why', async () => {
    const good = '{"date":"2001-01-01 00:47","delay":1,"distance":2,"origin":"DTW","destination":"LAS"}';
    const path = await file('mine.ndjson', `${good}\n{"date": \n\n[1]\n${good}`);
    const source = await openSource(path);
    expect(source.dataSet).toBe('mine');
    const rows = await all(source);
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 4, 5]);
    expect(rows[1]?.unreadable).toMatch(/is not JSON/);
    expect(rows[2]?.unreadable).toBe('is not a JSON object');
    expect(rows[3]?.row).toMatchObject({ origin: 'DTW' });
  });

  it('reads CSV with quotes, and says which line is bad and why', async () => {
    const path = await file(
      'my flights.csv',
      `\uFEFF${HEADER}\r\n2001-01-01 00:47,1,2,"DTW",LAS\r\n2001-01-01 00:48,1,2\r\n\r\n2001-01-01 00:49,3,4,ATL,SAV`,
    );
    const source = await openSource(path);
    expect(source.dataSet).toBe('my_flights');
    const rows = await all(source);
    expect(rows.map(({ number }) => number)).toEqual([2, 3, 5]);
    expect(rows[0]?.row).toMatchObject({ origin: 'DTW', delay: '1' });
    expect(rows[1]?.unreadable).toBe('has 3 columns; the first line names 5');
  });

  it('lets a quote left open spoil one line of CSV, not the rest', async () => {
    const path = await file(
      'quote.csv',
      `${HEADER}\n"2001-01-01 00:47,1,2,DTW,LAS\n2001-01-01,3,4,ATL,SAV\n`,
    );
    const rows = await all(await openSource(path));
    expect(rows[0]?.unreadable).toMatch(/is not CSV: Quote Not Closed/);
    expect(rows[1]?.row).toMatchObject({ origin: 'ATL', destination: 'SAV' });
  });

  it('hands a long file on in pieces', async () => {
    const path = await file('long.csv', `${HEADER}\n${'2001-01-01,3,4,ATL,SAV\n'.repeat(5_000)}`);
    const sizes: number[] = [];
    for await (const rows of (await openSource(path)).read()) sizes.push(rows.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(5_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000);
  });

  it('names the column that a file lacks', async () => {
    const csv = await openSource(await file('lacks.csv', 'date,delay\n2001-01-01,1\n'));
    await expect(all(csv)).rejects.toThrow(/lacks\.csv: has no column distance, origin, destination/);
    const json = await file('lacks.json', '[{"date":"2001-01-01","delay":1,"distance":1,"origin":"DTW"}]');
    await expect(openSource(json)).rejects.toThrow(/lacks\.json: has no column destination; it has date/);
  });

  it('refuses a CSV file that is empty, and a folder', async () => {
    await expect(all(await openSource(await file('empty.csv', '')))).rejects.toThrow(
      /its first line must name/,
    );
    await mkdir(join(folder, 'folder.ndjson'));
    await expect(openSource(join(folder, 'folder.ndjson'))).rejects.toThrow(/folder\.ndjson: is no file/);
  });

  it('says what there is when a name is no file', async () => {
    await expect(openSource('flights-4m')).rejects.toThrow(/flights-4m: no such file.*flights-20k/);
    await expect(openSource(await file('flights.xlsx', ''))).rejects.toThrow(/must end in one of \.json/);
  });
});
