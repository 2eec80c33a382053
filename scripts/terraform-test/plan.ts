/** What `terraform test -json -verbose` says of a planned resource, as far as it is read here. */
export interface PlannedResource {
  address: string;
  mode: string;
  type: string;
  name: string;
  change: { actions: string[]; after: Record<string, unknown> | null };
}

export interface TestRun {
  file: string;
  run: string;
  status: string;
  diagnostics: string[];
  /** What the run planned; empty for a run that had to be refused. */
  planned: PlannedResource[];
}

interface Message {
  type: string;
  '@testfile'?: string;
  '@testrun'?: string;
  test_run?: { path: string; run: string; progress: string; status?: string };
  test_plan?: { resource_changes?: PlannedResource[] };
  diagnostic?: { severity: string; summary: string; detail: string };
}

/** The runs of a test's JSON output. @throws Error when a line is not JSON. */
export function readTestRuns(stdout: string): TestRun[] {
  const runs = new Map<string, TestRun>();
  const runOf = (file: string, name: string): TestRun => {
    const key = `${file}\n${name}`;
    const known = runs.get(key) ?? { file, run: name, status: 'error', diagnostics: [], planned: [] };
    runs.set(key, known);
    return known;
  };
  for (const line of stdout.split('\n').filter((text) => text.trim() !== '')) {
    const message = JSON.parse(line) as Message;
    const run = runOf(
      message['@testfile'] ?? '',
      message.test_run?.run ?? message['@testrun'] ?? '(outside any run)',
    );
    if (message.test_run?.status !== undefined) run.status = message.test_run.status;
    if (message.test_plan !== undefined) {
      // An earlier run may have applied something else, which this one would delete.
      run.planned = (message.test_plan.resource_changes ?? []).filter(({ change }) => change.after !== null);
    }
    if (message.diagnostic?.severity === 'error') {
      run.diagnostics.push(`${message.diagnostic.summary}: ${message.diagnostic.detail}`);
    }
  }
  return [...runs.values()].filter(
    ({ run, diagnostics }) => run !== '(outside any run)' || diagnostics.length > 0,
  );
}

/** Planned resources of a type, by the address within the plan. */
export function ofType(planned: readonly PlannedResource[], type: string): PlannedResource[] {
  return planned.filter((resource) => resource.mode === 'managed' && resource.type === type);
}
