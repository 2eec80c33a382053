import { spawn } from 'node:child_process';

/** Runs gcloud with these arguments and returns what it printed. @throws Error with what it complained of */
export type Gcloud = (args: readonly string[]) => Promise<string>;

export interface Target {
  project: string;
  region: string;
  name: string;
}

export interface Share {
  revision: string;
  percent: number;
}

/** Of `gcloud run services describe --format=json`, what a release needs. */
interface ServiceDocument {
  status: {
    latestCreatedRevisionName: string;
    traffic?: { revisionName: string; percent?: number; tag?: string; url?: string }[];
  };
}

/** Of a worker pool's or a job's document, where the image stands. */
interface PodDocument {
  spec: { template: { spec: PodSpec & { template?: { spec: PodSpec } } } };
}
interface PodSpec {
  containers?: { image: string }[];
}

export const gcloud: Gcloud = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn('gcloud', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`gcloud ${args.join(' ')} ended with ${code}`)),
    );
  });

const where = ({ project, region }: Target): string[] => [
  `--project=${project}`,
  `--region=${region}`,
  '--quiet',
];

/** The revision that serves most of the traffic. @throws Error when none does */
export async function servingRevision(run: Gcloud, target: Target): Promise<string> {
  const { status } = await describeService(run, target);
  const serving = (status.traffic ?? []).toSorted((a, b) => (b.percent ?? 0) - (a.percent ?? 0))[0];
  if (serving === undefined || (serving.percent ?? 0) === 0) {
    throw new Error(`${target.name} serves nothing yet: create it with terraform apply first`);
  }
  return serving.revisionName;
}

/** Starts a revision that gets no traffic, reachable by its tag. */
export async function startCandidate(
  run: Gcloud,
  target: Target,
  image: string,
  tag: string,
): Promise<{ revision: string; url: string }> {
  await run([
    'run',
    'deploy',
    target.name,
    ...where(target),
    `--image=${image}`,
    '--no-traffic',
    `--tag=${tag}`,
  ]);
  const { status } = await describeService(run, target);
  const tagged = status.traffic?.find((share) => share.tag === tag);
  if (tagged?.url === undefined) throw new Error(`${target.name}: the candidate has no address of its own`);
  return { revision: tagged.revisionName, url: tagged.url };
}

export async function splitTraffic(run: Gcloud, target: Target, shares: readonly Share[]): Promise<void> {
  const split = shares
    .filter(({ percent }) => percent > 0)
    .map(({ revision, percent }) => `${revision}=${percent}`);
  await run([
    'run',
    'services',
    'update-traffic',
    target.name,
    ...where(target),
    `--to-revisions=${split.join(',')}`,
  ]);
}

export async function currentImage(run: Gcloud, kind: string, target: Target): Promise<string> {
  const json = await run(['run', kind, 'describe', target.name, ...where(target), '--format=json']);
  const { spec } = (JSON.parse(json) as PodDocument).spec.template;
  const image = (spec.template?.spec ?? spec).containers?.[0]?.image;
  if (image === undefined) throw new Error(`${kind} ${target.name}: no container in its description`);
  return image;
}

export async function updateImage(run: Gcloud, kind: string, target: Target, image: string): Promise<void> {
  await run(['run', kind, 'update', target.name, ...where(target), `--image=${image}`]);
}

async function describeService(run: Gcloud, target: Target): Promise<ServiceDocument> {
  return JSON.parse(
    await run(['run', 'services', 'describe', target.name, ...where(target), '--format=json']),
  );
}
