import { spawn } from 'node:child_process';

// The commands of the README, as a user runs them; each must end well. Ports of their own, so that a running
// pipeline is not in the way.
const COMMANDS = [
  ['start', '--', '--once', '--data', 'reports/ci/once'],
  ['run', 'monitoring:lint'],
  ['run', 'monitoring:test'],
  ['run', 'promql:conformance'],
];
/** Keeps every port below 32768, where Linux begins to hand out ports to outgoing connections. */
const PORT_OFFSET = '15000';

let passed = 0;
for (const argv of COMMANDS) {
  console.log(`\n> npm ${argv.join(' ')}`);
  const code = await new Promise((resolve, reject) => {
    const child = spawn('npm', ['--silent', ...argv], {
      stdio: 'inherit',
      env: { ...process.env, FLIGHTDECK_PORT_OFFSET: PORT_OFFSET },
    });
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) passed += 1;
  else console.log(`npm ${argv.join(' ')}: exit code ${code}`);
}
console.log(`integration: ${passed} passed, ${COMMANDS.length - passed} failed`);
process.exitCode = passed === COMMANDS.length ? 0 : 1;
