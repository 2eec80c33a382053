/** One thing made worse on purpose, and the experiment that must notice. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once, or as often as `times` says. */
  readonly find: string;
  readonly times?: number;
  readonly replace: string;
  readonly experiment: string;
  /** How the check begins that must fail; others may fail as well. */
  readonly check: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'failed writes are not tried again',
    file: 'apps/subscriber/src/write.ts',
    find: '      await failed(error);\n      return [part];',
    replace: '      await failed(error);\n      return [];',
    experiment: 'warehouse-quota',
    check: 'nothing lost',
  },
  {
    name: 'the dead-letter path is cut',
    file: 'apps/subscriber/src/dead-letter.ts',
    find: 'await broker.publishDeadLetters(request.map(({ letter }) => letter));',
    replace: '',
    experiment: 'partial-row-failures',
    check: 'nothing lost',
  },
  {
    name: 'messages are acknowledged before they are written',
    file: 'apps/subscriber/src/pipeline.ts',
    find: '          batcher.add(delivery);',
    replace: '          batcher.add(delivery);\n          void acknowledge([delivery], ports, signal);',
    experiment: 'subscriber-crash-loop',
    check: 'nothing lost',
  },
  {
    name: "a cause alert's threshold is raised",
    file: 'monitoring/alert-policies/dead-letters.yaml',
    find: ' > 0',
    times: 2,
    replace: ' > 1000000',
    experiment: 'noisy-system',
    check: 'dead-letters fires',
  },
  {
    name: "a page's threshold is raised",
    file: 'monitoring/alert-policies/slo-ingest-completeness-page.yaml',
    find: ' * 0.001',
    times: 4,
    // More than every event failing: the poison alone is most of what arrives.
    replace: ' * 1',
    experiment: 'poison-messages',
    check: 'slo-ingest-completeness-page fires',
  },
];

/** Puts the mutation into a file's text. @throws Error where the text is not there as often as expected */
export function mutate({ file, find, replace, times = 1 }: Mutant, text: string): string {
  const found = text.split(find).length - 1;
  if (found !== times) throw new Error(`${file}: expected ${times} of "${find}", found ${found}`);
  return text.replaceAll(find, replace);
}
