import { readPorts } from '@flightdeck/service';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { readOptions } from './options.ts';
import { welcome } from './welcome.ts';

const reconcileLine = (argv: readonly string[], env: Record<string, string> = {}): string | undefined =>
  welcome(readPorts(env), readOptions(argv, process.cwd(), new Command()), env)
    .split('\n')
    .find((line) => line.includes('reconcile'));

describe('welcome', () => {
  it('names the plain command where everything is as by default', () => {
    expect(reconcileLine([])).toBe('  npm run reconcile                      is anything lost?');
  });

  it('names the ledger of another data directory, and the offset of other ports', () => {
    expect(reconcileLine(['--data', 'elsewhere'], { FLIGHTDECK_PORT_OFFSET: '1000' })).toMatch(
      /FLIGHTDECK_PORT_OFFSET=1000 npm run reconcile -- --ledger elsewhere\/ledger\.ndjson +is anything lost/,
    );
  });
});
