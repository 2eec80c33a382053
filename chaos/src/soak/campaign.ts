import { join, resolve } from 'node:path';
import { toError } from '@flightdeck/service';
import { findCulprit } from './find-culprit.ts';
import { liveLine, type Now } from './live-line.ts';
import type { Options } from './options.ts';
import { writeReport, writeSchedule } from './report/write.ts';
import { runSoak, type SoakResult } from './run-soak.ts';
import { actionLine, type Schedule, stepLine } from './schedule/document.ts';
import type { Screen } from './screen.ts';

export interface CampaignSetting {
  readonly schedules: readonly Schedule[];
  readonly options: Options;
  readonly root: string;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

export interface CampaignResult {
  readonly results: readonly SoakResult[];
  /** Soaks that could not be brought to an end, and why. */
  readonly errors: readonly string[];
}

/** How far the soaks are that run, how many have ended, and how many there are. */
interface Standing {
  readonly live: Map<number, Now>;
  readonly done: () => number;
  readonly all: number;
}

/** Two pipelines whose ports lie this far apart do not meet. */
const PORTS_PER_JOB = 100;

/** Runs every schedule, a few side by side, and looks for the culprit of those that fail. */
export async function runCampaign(setting: CampaignSetting): Promise<CampaignResult> {
  const { schedules, options, signal } = setting;
  const waiting = [...schedules];
  const results: SoakResult[] = [];
  const errors: string[] = [];
  const live = new Map<number, Now>();
  const standing = { live, done: () => results.length + errors.length, all: schedules.length };
  const work = async (portOffset: number): Promise<void> => {
    for (
      let schedule = waiting.shift();
      schedule !== undefined && !signal.aborted;
      schedule = waiting.shift()
    ) {
      try {
        results.push(await soakAndExplain(schedule, portOffset, standing, setting));
      } catch (thrown) {
        const error = `seed ${schedule.seed}: ${signal.aborted ? 'interrupted' : toError(thrown).message}`;
        setting.screen.say(error);
        errors.push(error);
      } finally {
        live.delete(schedule.seed);
      }
    }
  };
  const jobs = Math.min(options.jobs, schedules.length);
  await Promise.all(Array.from({ length: jobs }, (_, job) => work(options.portOffset + job * PORTS_PER_JOB)));
  return { results, errors };
}

async function soakAndExplain(
  schedule: Schedule,
  portOffset: number,
  { live, done, all }: Standing,
  { options, root, screen, signal }: CampaignSetting,
): Promise<SoakResult> {
  const say = (line: string): void => screen.say(`seed ${schedule.seed}: ${line}`);
  const run = (one: Schedule): Promise<SoakResult> =>
    runSoak({
      ...{ schedule: one, rate: options.rate, root, portOffset, signal, say },
      onSample: ({ at, confirmed, backlog }, { checked, refused, wrong }, records) => {
        const active = records
          .filter(({ appliedAt, undoneAt }) => appliedAt !== undefined && undoneAt === undefined)
          .map(({ step }) => actionLine(step.action));
        const counts = { confirmed, backlog, checked, refused, wrong: wrong.length };
        live.set(schedule.seed, { at, seconds: one.seconds, ...counts, active });
        screen.live(liveLine(live, done(), all));
      },
    });
  const result = await run(schedule);
  const folder = resolve(root, options.reports);
  const page = await writeReport(result, folder);
  say(`${result.passed ? 'passed' : 'FAILED'}: ${page}`);
  if (result.passed || signal.aborted) return result;
  for (const { name, held, detail } of result.invariants) if (!held) say(`  broken: ${name} (${detail})`);
  say(`  its data and logs stay in ${result.dataDir}`);
  if (!options.minimise) return result;
  const {
    schedule: smallest,
    runs,
    complete,
  } = await findCulprit(result, {
    maxRuns: options.minimiseRuns,
    minutes: options.minimiseMinutes,
    ...{ run, say, signal },
  });
  const path = join(folder, `${schedule.seed}.minimised.json`);
  await writeSchedule(smallest, path);
  say(
    `${complete ? 'the smallest schedule' : 'the smallest schedule found'} that fails, after ${runs} runs:`,
  );
  for (const step of smallest.steps) say(`  ${stepLine(step)}`);
  say(`replay it: npm run soak -- --schedule ${path}`);
  return result;
}
