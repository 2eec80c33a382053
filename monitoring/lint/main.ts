import { fileURLToPath } from 'node:url';
import { lint } from './lint.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { checked, problems } = await lint(root);
for (const problem of problems) console.error(problem);
console.log(`${checked.length} policies and dashboards, ${problems.length} problem(s)`);
process.exitCode = problems.length === 0 ? 0 : 1;
