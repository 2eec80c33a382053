import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { DEPLOYED } from './bundle.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(path.join(repository, name), 'utf8');

/** Instructions of each stage, comments left out. No daemon can be had everywhere: what is built is tested by its parts. */
const stages = read('Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .join('\n')
  .split(/^(?=FROM )/m)
  .slice(1);

describe('the container', () => {
  it('is built in one stage and run in another', () => {
    expect(stages).toHaveLength(2);
    expect(stages[0]).toContain('npm ci --ignore-scripts');
    expect(stages[0]).toContain('scripts/bundle/main.ts');
  });

  it('runs one bundled file as somebody without rights', () => {
    const run = stages[1] as string;
    expect(run).toMatch(/^USER nonroot$/m);
    expect(run.match(/^COPY .*$/gm)).toEqual(['COPY --from=build --chown=nonroot:nonroot /out/ /app/']);
    expect(run).not.toMatch(/^RUN /m);
    expect(run).toContain('main.mjs');
  });

  it('pins the bases to a version, the one the repository runs', () => {
    const { version } = JSON.parse(read('node_modules/node/package.json'));
    expect(read('Dockerfile')).toContain(`ARG BUILD_IMAGE=node:${version}-bookworm-slim`);
    expect(read('Dockerfile')).toContain(`nodejs${version.split('.')[0]}-debian12:nonroot`);
  });

  it('keeps everything out of the builder that the bundle does not need', () => {
    expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['*', '**/node_modules']));
    expect(read('.dockerignore')).not.toMatch(/^!(terraform|\.git|monitoring)/m);
  });
});

describe('cloudbuild.yaml', () => {
  const build = parse(read('cloudbuild.yaml')) as {
    steps: { id: string; args: string[] }[];
    images: string[];
  };

  it.each(DEPLOYED)('builds and pushes %s from the same Dockerfile', (app) => {
    const step = build.steps.find(({ id }) => id === app);
    expect(step?.args).toEqual(expect.arrayContaining([`APP=${app}`, '.']));
    expect(build.images.filter((image) => image.includes(`/${app}:`))).toHaveLength(1);
  });

  it('releases by the same gated command as the workflow, the API last', () => {
    const script = build.steps.find(({ id }) => id === 'release')?.args.at(-1);
    expect(script).toContain('npm run --silent release');
    expect(script).toContain('for app in subscriber canary api');
  });
});
