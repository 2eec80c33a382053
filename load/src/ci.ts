import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal, toError } from '@flightdeck/service';
import { PROFILES, type Profile } from './profiles.ts';
import { runAndReport } from './run/run-and-report.ts';
import { createScreen } from './screen.ts';
import { startOwn } from './target/own.ts';
import type { Target } from './target/target.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const REPORTS = 'reports/load';
/** Beside a pipeline that runs already; below the ports of outgoing connections. */
const PORT_OFFSET = 18_000;
/** A shared machine may be taken away for some seconds; what is wrong with the code is wrong twice. */
const ATTEMPTS = 2;

/**
 * Profiles in short, all on one pipeline that holds flights-20k. What needs a machine of its own to mean anything
 * (stress, overload) runs at night.
 */
const STAGE: readonly Profile[] = PROFILES.flatMap((profile): Profile[] => {
  switch (profile.name) {
    case 'smoke':
      return [profile];
    case 'steady':
      return [
        { ...(profile as Profile & { kind: 'open' }), phases: [{ name: 'steady', seconds: 30, rate: 50 }] },
      ];
    case 'ingest-steady': {
      const publishers = [{ file: 'flights-10k', rate: 200, afterSeconds: 0, seconds: 20 }];
      return [{ ...(profile as Profile & { kind: 'ingest' }), publishers }];
    }
    default:
      return [];
  }
});

/** Counts the checks of the last attempt; an attempt that could not be judged is one that failed. */
async function runTwice(profile: Profile, target: Target): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS && !stop.signal.aborted; attempt++) {
    const last = attempt === ATTEMPTS;
    const given = { root, target, seed: attempt, say: screen.say, live: screen.live, signal: stop.signal };
    try {
      const { checks, passed } = await runAndReport(profile, given, resolve(root, REPORTS));
      if (passed || last) {
        count.passed += checks.filter(({ met }) => met).length;
        count.failed += checks.filter(({ met }) => !met).length;
        return;
      }
    } catch (thrown) {
      screen.say(`${profile.name}: ${toError(thrown).message}`);
      if (last) count.failed += 1;
    }
    if (!last) screen.say(`${profile.name} once more`);
  }
}

const stop = new AbortController();
void stopSignal().then(() => stop.abort());
const screen = createScreen(process.stdout, () => performance.now());
const count = { passed: 0, failed: 0 };
try {
  const target = await startOwn(root, PORT_OFFSET, stop.signal, { kind: 'open' });
  try {
    for (const profile of STAGE) await runTwice(profile, target);
  } finally {
    await target.stop();
  }
} catch (thrown) {
  count.failed += 1;
  console.error(toError(thrown).message);
}
if (stop.signal.aborted) count.failed += 1;
console.log(`load: ${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;
