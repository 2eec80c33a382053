import { execFile } from 'node:child_process';

const LIMIT_MS = 300_000;

/** Asks the reconciliation, as its users do, whether everything of a ledger can be queried once. */
export function reconcile(
  root: string,
  env: Readonly<Record<string, string>>,
  ledger: string,
): Promise<{ readonly balances: boolean; readonly said: string }> {
  const argv = [
    ...['local/supervisor/src/on-laptop.ts', 'apps/publisher/src/reconcile/main.ts'],
    ...['--ledger', ledger],
  ];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      argv,
      { cwd: root, env: { ...process.env, ...env }, timeout: LIMIT_MS },
      (error, stdout, stderr) => resolve({ balances: error === null, said: `${stdout}${stderr}`.trim() }),
    );
  });
}
