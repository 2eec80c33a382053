import { toError } from '@flightdeck/service';
import { guardProject } from './guard.ts';

// The first probe of every experiment against the cloud: exit code 0 where the project may be broken.
try {
  await guardProject(process.argv[2] ?? '');
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}
