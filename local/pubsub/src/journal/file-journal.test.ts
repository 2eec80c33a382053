import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileJournal, type FileJournalOptions } from './file-journal.ts';
import { FRAME_BYTES, jsonFrame, RECORD, readJsonFrame } from './frame.ts';
import { decodePublish, encodePublish } from './publish-record.ts';

describe('write-ahead log', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'flightdeck-journal-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const open = (options: Partial<FileJournalOptions> = {}): FileJournal => {
    const journal = new FileJournal({ directory, ...options });
    journal.onNewSegment(() => jsonFrame(RECORD.checkpoint, 'checkpoint'));
    return journal;
  };
  const write = async (journal: FileJournal, ...values: string[]): Promise<void> => {
    for (const value of values) journal.append(jsonFrame(RECORD.admin, value));
    await journal.written();
  };
  const read = (): unknown[] => {
    const values: unknown[] = [];
    new FileJournal({ directory }).replay((frame) => values.push(readJsonFrame(frame)));
    return values;
  };
  const newestFile = (): string => join(directory, readdirSync(directory).sort().at(-1) ?? '');

  it('gives back what was written, in order', async () => {
    const journal = open();
    await write(journal, 'a', 'b');
    await write(journal, 'c');
    // No close: the process may end at any time.
    expect(read()).toEqual(['checkpoint', 'a', 'b', 'c']);
    await journal.close();
  });

  it.each([
    ['half a frame', (file: string) => appendFileSync(file, jsonFrame(RECORD.admin, 'torn').subarray(0, 12))],
    ['a length without a frame', (file: string) => appendFileSync(file, Buffer.from([200, 0, 0, 0]))],
    ['zeros', (file: string) => appendFileSync(file, Buffer.alloc(100))],
    [
      'a damaged frame',
      (file: string) => {
        const frame = jsonFrame(RECORD.admin, 'damaged');
        frame[FRAME_BYTES + 2] = (frame[FRAME_BYTES + 2] as number) ^ 1;
        appendFileSync(file, frame);
      },
    ],
  ])('leaves out a tail of %s, and goes on after it', async (_what, tear) => {
    const journal = open();
    await write(journal, 'a', 'b');
    await journal.close();
    tear(newestFile());
    expect(read()).toEqual(['checkpoint', 'a', 'b']);
    const next = open();
    next.replay(() => {});
    await write(next, 'c');
    await next.close();
    // What was before is in the new segment's checkpoint.
    expect(read()).toEqual(['checkpoint', 'c']);
  });

  it('survives a newest segment that never got its checkpoint', async () => {
    const journal = open();
    await write(journal, 'a', 'b');
    await journal.close();
    writeFileSync(
      join(directory, 'journal-0000000002.log'),
      jsonFrame(RECORD.checkpoint, 'x').subarray(0, 5),
    );
    expect(read()).toEqual(['checkpoint', 'a', 'b']);
  });

  it('begins segments with a checkpoint and deletes those that nothing needs', async () => {
    const journal = open({ segmentBytes: 40 });
    for (const value of ['a', 'b', 'c', 'd', 'e', 'f']) await write(journal, value);
    const { segments } = journal.usage;
    expect(segments).toBeGreaterThan(2);
    journal.release(() => true);
    expect(journal.usage.segments).toBe(segments);
    journal.release(() => false);
    expect(journal.usage.segments).toBe(1);
    await journal.close();
  });

  it('rejects what a full disk refuses, and what was appended after it; the next write counts', async () => {
    let refusals = 0;
    const journal = open({ beforeWrite: () => (refusals-- > 0 ? new Error('ENOSPC') : undefined) });
    await write(journal, 'a');
    refusals = 1;
    await expect(write(journal, 'lost')).rejects.toThrow(/write-ahead log cannot be written \(ENOSPC\)/);
    await write(journal, 'b');
    await journal.close();
    // The segment after the failure begins with the state as it is in memory.
    expect(read()).toEqual(['checkpoint', 'b']);
  });

  it('reads bodies from memory and, when they have left it, from disk', async () => {
    const journal = open({ cacheBytes: 100, segmentBytes: 500 });
    const places: { segment: number; offset: number; length: number; body: string }[] = [];
    for (let i = 0; i < 20; i++) {
      const body = `message ${i}`;
      const { frame, record } = encodePublish(1, i, 1000, 'key', [Buffer.from(body)], [`${i}`]);
      const { segment, offset } = journal.append(frame);
      places.push({ segment, offset: offset + (record.offsets[0] ?? 0), length: body.length, body });
      await journal.written();
    }
    for (const { segment, offset, length, body } of [...places, ...places.reverse()]) {
      expect(Buffer.from(journal.read(segment, offset, length)).toString()).toBe(body);
    }
    const again: string[] = [];
    new FileJournal({ directory }).replay((frame) => {
      if (frame[8] !== RECORD.publish) return;
      const { firstSeq, orderingKey } = decodePublish(frame);
      again.push(`${firstSeq} ${orderingKey}`);
    });
    expect(again).toEqual(Array.from({ length: 20 }, (_, i) => `${i} key`));
    await journal.close();
  });
});
