import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadExperiments } from '../document/load.ts';
import type { ExperimentResult } from '../run/experiment.ts';
import type { Point } from '../system/evidence.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../experiments');
const START = 1_800_000_000;

/** A made-up run of `poison-messages`, for tests of the report. */
export async function sampleResult(): Promise<ExperimentResult> {
  const experiment = (await loadExperiments(folder)).find(({ name }) => name === 'poison-messages');
  if (experiment === undefined) throw new Error('no experiment poison-messages');
  const times = Array.from({ length: 200 }, (_, i) => START - 600 + i * 30);
  const bump = (from: number, to: number, height: number): Point[] =>
    times.map((time) => [time, time > START + from && time < START + to ? height : 0]);
  const activity = experiment.document.method[0];
  if (activity === undefined) throw new Error('no method');
  const entry = {
    activity,
    status: 'succeeded',
    start: '2026-01-01T00:00:00.000Z',
    end: '',
    duration: 1.5,
  } as const;
  return {
    experiment,
    passed: true,
    checks: [
      { what: 'dead-letters fires within 900 s', met: true, detail: 'after 207 s' },
      { what: 'no other alert fires', met: false, detail: 'backlog-age <b>' },
    ],
    observation: {
      methodStartedAt: START,
      faultInAt: START,
      rolledBackAt: START + 240,
      incidents: [
        { alert: 'dead-letters', openedAt: START + 207, closedAt: START + 900 },
        { alert: 'slo-ingest-completeness-page', openedAt: START + 209, closedAt: START + 2_400 },
        { alert: 'slo-ingest-completeness-ticket', openedAt: START + 400 },
      ],
      faults: [],
      actions: [entry],
      steadyBefore: true,
      steadyAfter: true,
      badEventsBefore: [],
      badEventsAfter: [],
      ledger: { balances: true, said: '20,000 published, 0 missing' },
    },
    evidence: {
      from: START - 600,
      to: START + 5_370,
      slos: [
        {
          name: 'ingest-completeness',
          displayName: 'Ingest completeness',
          target: 0.999,
          sli: {
            label: 'good events, over 5 min',
            points: times.map((time) => [time, time > START + 60 && time < START + 420 ? 0.93 : 1]),
          },
          burns: [
            {
              alert: 'slo-ingest-completeness-page',
              factor: 14.4,
              lines: [
                { label: 'over 1 h', points: bump(60, 3_600, 30) },
                { label: 'over 5 min', points: bump(60, 420, 70) },
              ],
            },
          ],
        },
      ],
      causes: [
        {
          alert: 'dead-letters',
          condition: 'events set aside by the subscriber in the last 10 min',
          query: 'x',
          operator: '>',
          threshold: 0,
          lines: [{ label: 'system-01', points: bump(60, 700, 300) }],
        },
      ],
    },
    journal: {
      'chaoslib-version': 'flightdeck',
      platform: 'test',
      node: 'test',
      experiment: experiment.document,
      start: '2026-01-01T00:00:00.000Z',
      end: '2026-01-01T00:01:10.000Z',
      duration: 70,
      status: 'completed',
      deviated: false,
      steady_states: { before: null, after: null, during: [] },
      run: [entry],
      rollbacks: [],
    },
  };
}
