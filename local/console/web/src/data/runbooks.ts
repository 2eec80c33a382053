import { getJson } from './http.ts';
import type { AlertPolicy } from './incidents.ts';

export interface RunbookSummary {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

export async function listRunbooks(signal?: AbortSignal): Promise<RunbookSummary[]> {
  return (await getJson<{ runbooks: RunbookSummary[] }>('/api/runbooks', signal)).runbooks;
}

export async function readRunbook(name: string, signal?: AbortSignal): Promise<string> {
  return (await getJson<{ markdown: string }>(`/api/runbooks/${encodeURIComponent(name)}`, signal)).markdown;
}

/** A runbook has its alert's name; where the policy links to one, the link says which. */
export function runbookOf(policy: Pick<AlertPolicy, 'displayName' | 'documentation'>): string {
  const link = policy.documentation?.links?.find(({ url }) => url.includes('/runbooks/'))?.url;
  return /\/runbooks\/([\w-]+)\.md/.exec(link ?? '')?.[1] ?? policy.displayName;
}
