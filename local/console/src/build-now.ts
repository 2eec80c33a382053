import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build.ts';

const built = await buildPage(resolve(fileURLToPath(import.meta.url), '../..'));
console.log(built ? 'built local/console/dist' : 'local/console/dist is up to date');
