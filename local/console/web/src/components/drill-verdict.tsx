import { formatTime } from '../charts/format.ts';
import type { Drill, DrillProgress } from '../data/drills.ts';
import { type Health, State } from './state.tsx';

const WORDS: Readonly<Record<DrillProgress['state'], readonly [Health, string]>> = {
  running: ['warn', 'running'],
  passed: ['ok', 'passed'],
  failed: ['bad', 'failed'],
  interrupted: ['unknown', 'stopped'],
  died: ['bad', 'the runner died'],
};

/** How the last run stands, in a word. */
export function DrillState({ progress }: Pick<Drill, 'progress'>) {
  if (progress === null) return <State health="unknown">never run here</State>;
  const [health, word] = WORDS[progress.state];
  return <State health={health}>{word}</State>;
}

/** When the last run ended, on the reader's clock. */
export function lastRun({ progress }: Pick<Drill, 'progress'>): string {
  if (progress === null) return '–';
  return formatTime(Date.parse(progress.endedAt ?? progress.startedAt) / 1000, true);
}
