import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A project is broken on purpose only where its owner has said so, on the project itself. */
export const CHAOS_LABEL = 'flightdeck-chaos';
const ALLOWED = 'allowed';
const GCLOUD_TIMEOUT_MS = 60_000;
/** Google's rule for project ids; anything else is a mistake, or an option in disguise. */
const PROJECT_ID = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

interface Project {
  readonly projectId: string;
  readonly lifecycleState: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Thrown when a project must not be touched; the message says why, and what would allow it. */
export class RefusedProject extends Error {
  override readonly name = 'RefusedProject';
}

/** Asks gcloud for the project and its labels. @throws RefusedProject @throws Error when gcloud fails */
export async function guardProject(project: string): Promise<void> {
  if (!PROJECT_ID.test(project)) {
    throw new RefusedProject(`FLIGHTDECK_CHAOS_PROJECT: "${project}" is no project id`);
  }
  const { stdout } = await run('gcloud', ['projects', 'describe', project, '--format=json', '--quiet'], {
    timeout: GCLOUD_TIMEOUT_MS,
  });
  checkProject(project, JSON.parse(stdout) as Project);
}

/** @throws RefusedProject unless the project is alive, is the one asked for, and is labelled for chaos and not as production */
export function checkProject(asked: string, { projectId, lifecycleState, labels = {} }: Project): void {
  const refuse = (why: string): never => {
    throw new RefusedProject(`${asked} is refused: ${why}`);
  };
  if (projectId !== asked) refuse(`gcloud answered for ${projectId}`);
  if (lifecycleState !== 'ACTIVE') refuse(`it is ${lifecycleState}`);
  if (/^prod/.test(labels['environment'] ?? '')) refuse('it is labelled as production');
  if (labels[CHAOS_LABEL] !== ALLOWED) {
    refuse(
      `it is not labelled ${CHAOS_LABEL}=${ALLOWED}; its owner may allow it with ` +
        `gcloud alpha projects update ${asked} --update-labels=${CHAOS_LABEL}=${ALLOWED}`,
    );
  }
}
