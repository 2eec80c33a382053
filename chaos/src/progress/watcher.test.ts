import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadExperiments } from '../document/load.ts';
import { type DrillProgress, firstProgress } from './progress.ts';
import { openProgressFile, type ProgressFile } from './progress-file.ts';
import { createWatcher, type Watcher } from './watcher.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
const experiments = await loadExperiments(join(root, 'chaos/experiments'));
const poison = experiments.find(({ name }) => name === 'poison-messages');

describe('progress.json', () => {
  let folder: string;
  let file: ProgressFile;
  let watcher: Watcher;
  let printed: string[];

  beforeEach(async () => {
    if (poison === undefined) throw new Error('no experiment poison-messages');
    folder = await mkdtemp(join(tmpdir(), 'flightdeck-progress-'));
    const first = { at: new Date(0), timeScale: 60, monitoring: 'http://127.0.0.1:1' };
    file = await openProgressFile(folder, firstProgress(poison, first));
    printed = [];
    watcher = createWatcher(file, (line) => printed.push(line));
  });
  afterEach(async () => {
    await file.close();
    await rm(folder, { recursive: true, force: true });
  });

  const read = async (): Promise<DrillProgress> => {
    await file.close();
    return JSON.parse(await readFile(join(folder, 'progress.json'), 'utf8')) as DrillProgress;
  };

  it('names the claim before anything was seen', async () => {
    const { state, phase, alerts } = await read();
    expect({ state, phase }).toEqual({ state: 'running', phase: 'starting' });
    expect(alerts.map(({ alert }) => alert)).toContain('dead-letters');
    expect(alerts.every(({ firedAfterSeconds }) => firedAfterSeconds === null)).toBe(true);
  });

  it('tells when an alert fired and closed, and what was said', async () => {
    watcher.phase('method');
    watcher.methodStarted(1_000);
    watcher.faultIn(1_020);
    watcher.say('publish poison');
    watcher.incidents([
      { alert: 'dead-letters', openedAt: 900, closedAt: 950 },
      { alert: 'dead-letters', openedAt: 1_060, closedAt: 1_500 },
    ]);
    watcher.rolledBack(1_200);
    watcher.incidents([{ alert: 'dead-letters', openedAt: 1_060, closedAt: 1_500 }]);
    const { phase, alerts, said } = await read();
    expect(phase).toBe('method');
    expect(alerts.find(({ alert }) => alert === 'dead-letters')).toMatchObject({
      firedAfterSeconds: 40,
      closedAfterSeconds: 300,
    });
    expect(said).toMatchObject([{ text: 'publish poison' }]);
    expect(printed.join()).toMatch(/publish poison/);
  });

  it('does not call an alert closed that is open again', async () => {
    watcher.methodStarted(1_000);
    watcher.rolledBack(1_200);
    watcher.incidents([
      { alert: 'dead-letters', openedAt: 1_060, closedAt: 1_300 },
      { alert: 'dead-letters', openedAt: 1_400 },
    ]);
    const { alerts } = await read();
    expect(alerts.find(({ alert }) => alert === 'dead-letters')?.closedAfterSeconds).toBeNull();
  });
});
