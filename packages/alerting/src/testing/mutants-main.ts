import { runMutants } from './mutants.ts';
import { readSuite } from './read.ts';

const [tests, policies] = process.argv.slice(2);
if (tests === undefined || policies === undefined || tests === '--help') {
  console.log(
    'usage: mutants-main.ts TESTS POLICIES\n\nWeakens every condition on a copy and shows which test notices; exit code 1 if none does.',
  );
  process.exit(tests === '--help' ? 0 : 2);
}
const suite = readSuite(tests, policies);
if (suite.faults.length > 0) {
  for (const { message } of suite.faults) console.error(message);
  process.exit(2);
}
let count = 0;
let survived = 0;
console.log('| policy | condition | change | noticed by |\n|---|---|---|---|');
for (const { policy, condition, change, noticedBy } of runMutants(suite)) {
  count++;
  if (noticedBy === null) survived++;
  const cell = (text: string) => text.replaceAll('|', '\\|');
  console.log(`| ${policy} | ${cell(condition)} | ${cell(change)} | ${cell(noticedBy ?? '**NO TEST**')} |`);
}
console.log(`\n${count - survived} of ${count} changes are noticed by a test`);
process.exitCode = survived === 0 ? 0 : 1;
