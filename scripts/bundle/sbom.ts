import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';

interface Component {
  type: 'library';
  name: string;
  version: string;
  purl: string;
  licenses?: { license: { name: string } }[];
}

/** A CycloneDX 1.6 document. @see https://cyclonedx.org/docs/1.6/json/ */
export interface SoftwareBill {
  bomFormat: 'CycloneDX';
  specVersion: '1.6';
  version: 1;
  metadata: { component: { type: 'application'; name: string; version: string } };
  components: Component[];
}

/**
 * Exactly the packages whose code the bundler put into the file. `npm sbom` lists what is installed, which is
 * far more than what runs; a scanner should not report faults of what is not there.
 */
export function softwareBill(repository: string, app: string, metafile: Metafile): SoftwareBill {
  const directories = new Set<string>();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (found !== undefined) directories.add(found);
  }
  const components = [...directories].map((directory) => componentOf(path.join(repository, directory)));
  const unique = new Map(components.map((component) => [component.purl, component]));
  const own = JSON.parse(readFileSync(path.join(repository, 'apps', app, 'package.json'), 'utf8'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: own.name, version: own.version } },
    components: [...unique.values()].sort((a, b) => a.purl.localeCompare(b.purl)),
  };
}

function componentOf(directory: string): Component {
  const { name, version, license } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  return {
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(typeof license === 'string' ? { licenses: [{ license: { name: license } }] } : {}),
  };
}
