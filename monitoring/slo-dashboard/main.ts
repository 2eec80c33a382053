import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SLO_DASHBOARD, sloDashboardText } from './file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
await writeFile(join(root, SLO_DASHBOARD), await sloDashboardText(root));
console.log(SLO_DASHBOARD);
